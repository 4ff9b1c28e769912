import * as z from 'zod/mini';
import { shortName } from '../names';

/** One thing that was wrong with a request. */
export const InvalidField = z.object({
  in: z.enum(['path', 'query', 'body']),
  /** Name of the field; members of members are joined by dots. */
  field: z.string(),
  /** What came, cut to its first characters where it is long; absent when nothing came. */
  value: z.optional(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  allowed: z.string(),
});

/** The body of every error that our code answers. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.optional(z.array(InvalidField)),
  /** The limit that was reached, and how much it allows. */
  limit: z.optional(z.object({ name: z.enum(['uploadsPerDay', 'storedImages']), allowed: z.int() })),
  /** As the header Retry-After says it. */
  retryAfterSeconds: z.optional(z.int()),
});

export type InvalidField = z.infer<typeof InvalidField>;
export type Problem = z.infer<typeof Problem>;

/** The problems that exist: their name, title and status. */
export const problemKinds = {
  'invalid-json': { title: 'The body is not JSON', status: 400 },
  'invalid-encoding': { title: 'The request is not UTF-8', status: 400 },
  'invalid-request': { title: 'The request is not valid', status: 400 },
  unauthorized: { title: 'The request has no verified token', status: 401 },
  'invalid-signature': { title: 'The request is not signed as required', status: 401 },
  'not-behind-page': { title: 'The API answers at the address of the page alone', status: 403 },
  'owner-unusable': { title: 'The token names an owner that cannot be used', status: 403 },
  'image-not-found': { title: 'There is no such image', status: 404 },
  'not-retryable': { title: 'The image cannot be started again', status: 409 },
  'quota-exceeded': { title: 'You have as much as is allowed', status: 429 },
  internal: { title: 'Something went wrong on our side', status: 500 },
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** Thrown where the HTTP layer itself finds a request wrong; errors of the domain become problems in `to-problem.ts`. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

type Details = Pick<Problem, 'errors' | 'limit' | 'retryAfterSeconds'>;

export function problem(kind: ProblemKind, detail: string, details: Details = {}): Problem {
  return { type: `urn:problem-type:${shortName}:${kind}`, ...problemKinds[kind], detail, ...details };
}
