import { UploadTooLarge } from '../core/create-image';
import { ImageNotFound } from '../core/image';
import { OwnerUnusable } from '../core/keys';
import { invalidRequest } from './invalid-request';
import { type Problem, problem, RequestProblem } from './problem';

/** The one place where errors become answers. What is not known here is nobody's business outside. */
export function toProblem(error: Error): Problem {
  if (error instanceof RequestProblem) return error.problem;
  if (error instanceof ImageNotFound) return problem('image-not-found', error.message);
  if (error instanceof OwnerUnusable) return problem('owner-unusable', error.message);
  if (error instanceof UploadTooLarge) {
    return invalidRequest([
      { in: 'body', field: 'bytes', value: error.bytes, allowed: `a whole number from 1 to ${error.maxBytes}` },
    ]);
  }
  return problem(
    'internal',
    'The request could not be answered. Try again; if it goes on, tell the operator the time of the request.',
  );
}
