import type * as z from 'zod/mini';
import { shortName } from '../names';

type Zod = typeof z;

const invalidField = (z: Zod) =>
  z.object({
    in: z.enum(['path', 'query', 'body']),
    /** Name of the field; nested names are joined by dots. */
    field: z.string(),
    /** The value received, shortened if it is long; absent if nothing was received. */
    value: z.optional(z.union([z.string(), z.number(), z.boolean(), z.null()])),
    allowed: z.string(),
  });

/** The schema of `Problem`. As in the schema of an answer, zod is an argument. */
export const problemSchema = (z: Zod) =>
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.optional(z.array(invalidField(z))),
    /** The limit that was reached, and the number that it allows. */
    limit: z.optional(z.object({ name: z.enum(['uploadsPerDay', 'storedImages']), allowed: z.int() })), // part: quotas
    /** The value of the header Retry-After. */
    retryAfterSeconds: z.optional(z.int()),
  });

/** An invalid field of a request. */
export type InvalidField = z.infer<ReturnType<typeof invalidField>>;

/** The body of every error response of the functions. @see https://www.rfc-editor.org/rfc/rfc9457 */
export type Problem = z.infer<ReturnType<typeof problemSchema>>;

/** All kinds of problems: name, title and status. */
export const problemKinds = {
  'invalid-json': { title: 'The body is not JSON', status: 400 },
  'invalid-encoding': { title: 'The request is not UTF-8', status: 400 },
  'invalid-request': { title: 'The request is not valid', status: 400 },
  unauthorized: { title: 'The request has no verified token', status: 401 },
  'invalid-signature': { title: 'The request is not signed as required', status: 401 }, // part: signed
  'not-behind-page': { title: 'The API accepts requests at the address of the page only', status: 403 }, // part: web
  'owner-unusable': { title: 'The token names an owner that cannot be used', status: 403 },
  'image-not-found': { title: 'Image not found', status: 404 },
  'not-retryable': { title: 'The image cannot be retried', status: 409 },
  'quota-exceeded': { title: 'Quota exceeded', status: 429 }, // part: quotas
  internal: { title: 'Internal error', status: 500 },
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** Thrown when the HTTP layer itself rejects a request. `to-problem.ts` maps errors of the domain. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

type Details = Omit<Problem, keyof (typeof problemKinds)[ProblemKind] | 'type' | 'detail'>;

export function problem(kind: ProblemKind, detail: string, details: Details = {}): Problem {
  return { type: `urn:problem-type:${shortName}:${kind}`, ...problemKinds[kind], detail, ...details };
}
