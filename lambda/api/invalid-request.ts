import type * as z from 'zod/mini';
import { type InvalidField, type Problem, problem, RequestProblem } from './problem';
import { inSentence, shorten, shown } from './shown';

type Issue = z.core.$ZodIssue;

/** Maximum number of fields that an answer lists. A body may have a million invalid fields, and an answer is limited to 6 MB. */
const mostErrors = 20;

/** An invalid field, before its value is shortened. */
interface WrongField extends Omit<InvalidField, 'value'> {
  readonly value?: unknown;
}

/**
 * Parses a part of the request.
 * @throws RequestProblem that lists each invalid field, the value received and the values allowed
 */
export function parse<Schema extends z.ZodMiniType>(schema: Schema, part: InvalidField['in'], raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => toWrongFields(issue, part, raw));
  // A value may break two rules with the same message.
  const unlike = new Map(fields.map((wrong) => [JSON.stringify([wrong.field, wrong.allowed]), wrong]));
  throw new RequestProblem(invalidRequest([...unlike.values()]));
}

/** Lists the first fields, and the number of further ones. */
export function invalidRequest(wrong: readonly WrongField[]): Problem {
  const named = wrong.slice(0, mostErrors);
  const texts = named.map(
    ({ field, value, allowed }) =>
      `${field || 'body'}: ${value === undefined ? '' : `received ${inSentence(value)}, `}allowed: ${allowed}.`,
  );
  if (wrong.length > mostErrors) texts.push(`And ${wrong.length - mostErrors} more.`);
  const errors = named.map(({ value, ...rest }) => ({ ...rest, value: shown(value) }));
  return problem('invalid-request', texts.join(' '), { errors });
}

function toWrongFields(issue: Issue, part: InvalidField['in'], raw: unknown): WrongField[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ in: part, field: shorten([...path, key].join('.')), allowed: 'no field with this name' }));
  }
  return [{ in: part, field: path.join('.'), value: valueAt(raw, path), allowed: allowedBy(issue) }];
}

function allowedBy(issue: Issue): string {
  if (issue.code === 'invalid_value') return listed(issue.values.map(String));
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a JSON object';
  return issue.message;
}

const listed = (values: string[]) => [values.slice(0, -1).join(', '), values.at(-1)].filter(Boolean).join(' or ');

function valueAt(raw: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined),
    raw,
  );
}
