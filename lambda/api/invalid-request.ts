import type * as z from 'zod/mini';
import { type InvalidField, type Problem, problem, RequestProblem } from './problem';
import { inSentence, shorten, shown } from './shown';

type Issue = z.core.$ZodIssue;

/** How many fields an answer names: a body may hold a million wrong ones, and an answer may have 6 MB. */
const mostErrors = 20;

/** A wrong field, before it is made fit to be shown. */
interface WrongField extends Omit<InvalidField, 'value'> {
  readonly value?: unknown;
}

/**
 * What the schema makes of a part of the request.
 * @throws RequestProblem that names the fields that are wrong, what came and what is allowed
 */
export function parse<Schema extends z.ZodMiniType>(schema: Schema, part: InvalidField['in'], raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => toWrongFields(issue, part, raw));
  // A value may break two rules that are told in the same words.
  const unlike = new Map(fields.map((wrong) => [JSON.stringify([wrong.field, wrong.allowed]), wrong]));
  throw new RequestProblem(invalidRequest([...unlike.values()]));
}

/** The first of the fields are named, and how many more there are. */
export function invalidRequest(wrong: readonly WrongField[]): Problem {
  const named = wrong.slice(0, mostErrors);
  const texts = named.map(
    ({ field, value, allowed }) =>
      `${field || 'body'}: ${value === undefined ? '' : `${inSentence(value)} came, `}allowed is ${allowed}.`,
  );
  if (wrong.length > mostErrors) texts.push(`And ${wrong.length - mostErrors} more.`);
  const errors = named.map(({ value, ...rest }) => ({ ...rest, value: shown(value) }));
  return problem('invalid-request', texts.join(' '), { errors });
}

function toWrongFields(issue: Issue, part: InvalidField['in'], raw: unknown): WrongField[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ in: part, field: shorten([...path, key].join('.')), allowed: 'no field of that name' }));
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
