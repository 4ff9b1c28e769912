import { UploadTooLarge } from '../core/create-image';
import { ImageNotFound } from '../core/image';
import { OwnerUnusable } from '../core/keys';
import { QuotaExceeded } from '../core/quota';
import { NotRetryable } from '../core/retry-image';
import { invalidRequest } from './invalid-request';
import { type Problem, problem, RequestProblem } from './problem';

/** Maps errors to answers; the only place that does. An unknown error becomes `internal`, without any detail. */
export function toProblem(error: Error): Problem {
  if (error instanceof RequestProblem) return error.problem;
  if (error instanceof ImageNotFound) return problem('image-not-found', error.message);
  if (error instanceof OwnerUnusable) return problem('owner-unusable', error.message);
  if (error instanceof NotRetryable) return problem('not-retryable', error.message);
  if (error instanceof QuotaExceeded) return quotaExceeded(error); // part: quotas
  if (error instanceof UploadTooLarge) {
    return invalidRequest([{ in: 'body', field: 'bytes', value: error.bytes, allowed: `an integer from 1 to ${error.maxBytes}` }]);
  }
  return problem(
    'internal',
    'The request could not be answered. Try again. If the error persists, contact support with the time of the request.',
  );
}

// part: quotas
function quotaExceeded({ limit, allowed, retryAfterSeconds }: QuotaExceeded): Problem {
  const details = {
    uploadsPerDay: `You have created ${allowed} images today, which is the limit for one day (uploadsPerDay). Try again after midnight UTC.`,
    storedImages: `You have ${allowed} images, which is the limit (storedImages). Delete some: DELETE /images/{id}.`,
  };
  return problem('quota-exceeded', details[limit], { limit: { name: limit, allowed }, retryAfterSeconds });
}
