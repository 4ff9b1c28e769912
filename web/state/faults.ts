import { ApiError, type ReachedLimit } from '../../client/api-error';

/** An error, as it is shown to the user. */
export interface Fault {
  /** What happened and what to do. */
  readonly text: string;
  /** `session`: it ended; `network`: no response; `limit`: a quota; `gone`: the image does not exist. */
  readonly kind: 'session' | 'network' | 'limit' | 'gone' | 'other';
  readonly limit?: ReachedLimit;
  /** Whether a retry may succeed. */
  readonly retryable: boolean;
}

/** Thrown when there is no response: the connection or the server is down. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Texts for responses of API Gateway, whose own messages are not written for users. */
const gatewayWords: Readonly<Record<number, string>> = {
  403: 'You do not have permission to do this. Sign in with another account.',
  413: 'The request is too large.',
  429: 'Too many requests. Wait a moment, then try again.',
  503: 'The service is busy. Wait a moment, then try again.',
};

/** Converts an error of any source to a message for the user: the application, API Gateway, S3 or the browser. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ApiError) return refusal(error);
  const { name, message } = error as Error;
  if (name === 'SessionEnded')
    return { kind: 'session', text: 'Your session has ended. Sign in again to continue.', retryable: true };
  if (name === 'Unreachable' || name === 'TimeoutError') return { kind: 'network', text: unreachable, retryable: true };
  if (name === 'NotReadableError' || name === 'NotFoundError') return { kind: 'other', text: unreadable, retryable: false };
  return { kind: 'other', text: message || 'Something went wrong. Try again.', retryable: true };
}

const unreachable = 'The service cannot be reached. Check your connection, then try again.';

const unreadable = 'The file cannot be read. It may have been moved: choose it again.';

function refusal({ status, message, limit }: ApiError): Fault {
  if (status === 401) return faultOf({ name: 'SessionEnded' });
  if (limit) return { kind: 'limit', text: message, limit, retryable: true };
  if (status === 404) return { kind: 'gone', text: 'This photo does not exist. It may have been deleted.', retryable: false };
  const retryable = status >= 500 || status === 429;
  // Messages of the application and of S3 are sentences. A message without a full stop comes from the gateway or a proxy.
  const text = message.endsWith('.')
    ? message
    : (gatewayWords[status] ?? `The service rejected the request (${status}: ${message}).`);
  return { kind: 'other', text, retryable };
}
