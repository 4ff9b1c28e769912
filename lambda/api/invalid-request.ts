import type * as z from 'zod/mini';
import { type InvalidField, type Problem, problem, RequestProblem } from './problem';

type Issue = z.core.$ZodIssue;

/** Values are shown up to this length: enough to recognise a slip, too little to carry a page. */
const longestValue = 100;

/**
 * What the schema makes of a part of the request.
 * @throws RequestProblem that names every field that is wrong, what came and what is allowed
 */
export function parse<Schema extends z.ZodMiniType>(schema: Schema, part: InvalidField['in'], raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => toInvalidFields(issue, part, raw));
  // A value may break two rules that are told in the same words.
  const unlike = new Map(fields.map((field) => [JSON.stringify(field), field]));
  throw new RequestProblem(invalidRequest([...unlike.values()]));
}

export function invalidRequest(errors: InvalidField[]): Problem {
  const texts = errors.map(
    ({ field, value, allowed }) =>
      `${field || 'body'}: ${value === undefined ? '' : `${JSON.stringify(value)} came, `}allowed is ${allowed}.`,
  );
  return problem('invalid-request', texts.join(' '), { errors });
}

function toInvalidFields(issue: Issue, part: InvalidField['in'], raw: unknown): InvalidField[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ in: part, field: shorten([...path, key].join('.')), allowed: 'no field of that name' }));
  }
  return [{ in: part, field: path.join('.'), value: show(valueAt(raw, path)), allowed: allowedBy(issue) }];
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

function show(value: unknown): InvalidField['value'] {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return shorten(typeof value === 'string' ? value : Array.isArray(value) ? '[…]' : '{…}');
}

const shorten = (text: string) => (text.length > longestValue ? `${text.slice(0, longestValue)}…` : text).toWellFormed();
