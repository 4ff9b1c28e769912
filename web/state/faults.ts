import { ApiError, type ReachedLimit } from '../../client/api-error';

/** What went wrong, as people are told. */
export interface Fault {
  /** What happened and what to do. */
  readonly text: string;
  /** `session`: it ended; `network`: nobody was reached; `limit`: a quota; `gone`: there is no such image. */
  readonly kind: 'session' | 'network' | 'limit' | 'gone' | 'other';
  readonly limit?: ReachedLimit;
  /** Whether the same may succeed when it is tried again. */
  readonly retryable: boolean;
}

/** Nobody answered: the connection is down, or the server is. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What API Gateway says only in its own short words, which are not for people. */
const gatewayWords: Readonly<Record<number, string>> = {
  403: 'You may not do this. Sign out, and sign in as somebody who may.',
  413: 'The request was too large.',
  429: 'There are too many requests at the moment. Wait a little, then try again.',
  503: 'The service is busy. Wait a little, then try again.',
};

/** An error of a request in words, whoever made it: our code, API Gateway, S3, the browser. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ApiError) return refusal(error);
  const { name, message } = error as Error;
  if (name === 'SessionEnded')
    return { kind: 'session', text: 'Your session has ended. Sign in again to continue.', retryable: true };
  if (name === 'Unreachable' || name === 'TimeoutError') return { kind: 'network', text: unreachable, retryable: true };
  if (name === 'NotReadableError' || name === 'NotFoundError') return { kind: 'other', text: unreadable, retryable: false };
  return { kind: 'other', text: message || 'Something went wrong. Try again.', retryable: true };
}

const unreachable = 'The service could not be reached. Check your connection, then try again.';

const unreadable = 'The file cannot be read any more. It may have been moved: choose it again.';

function refusal({ status, message, limit }: ApiError): Fault {
  if (status === 401) return faultOf({ name: 'SessionEnded' });
  if (limit) return { kind: 'limit', text: message, limit, retryable: true };
  if (status === 404) return { kind: 'gone', text: 'This photo does not exist. It may have been deleted.', retryable: false };
  const retryable = status >= 500 || status === 429;
  // Sentences are of our own code or of S3; what has no full stop is the gateway's or a proxy's.
  const text = message.endsWith('.') ? message : (gatewayWords[status] ?? `The service refused this (${status}: ${message}).`);
  return { kind: 'other', text, retryable };
}
