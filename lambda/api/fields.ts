import * as z from 'zod/mini';

/*
 * Fields of requests. Each describes what it allows, because `zod/mini` has no messages: the answer shows the message of each check
 * as `allowed`.
 */

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  const allowed = most === Number.MAX_SAFE_INTEGER ? `an integer from ${least}` : `an integer from ${least} to ${most}`;
  return z.int(allowed).check(z.gte(least, allowed), z.lte(most, allowed));
}

export function text(least: number, most: number) {
  const allowed = `a string of ${least} to ${most} characters`;
  return z.string(allowed).check(
    z.minLength(least, allowed),
    z.maxLength(most, allowed),
    z.refine((value) => value.isWellFormed(), `${allowed}, in well-formed Unicode`),
  );
}

/** A number in a query. Any other value stays a string, so that the answer can show it. */
export function queryNumber(schema: ReturnType<typeof wholeNumber>) {
  return z.pipe(
    z.transform((value: unknown) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value)),
    schema,
  );
}

const idAllowed = 'the id of an image, a lowercase UUIDv7';

// With uppercase letters it would be another key of the table.
export const ImageId = z.uuidv7(idAllowed).check(z.regex(/^[^A-Z]*$/, idAllowed));
