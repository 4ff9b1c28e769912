import { ApiError } from './api-error';

/** Limits for the number of attempts and the delays between them. */
export interface RetryLimits {
  /** Maximum attempts when the service is busy (429, 503). */
  readonly busyTries: number;
  /** Maximum attempts when the service failed (500, 502, 504). Lower, because each retry adds load to a failing service. */
  readonly faultTries: number;
  /** Maximum delay before the second attempt, in milliseconds. It doubles with each further attempt. */
  readonly firstMs: number;
  /** Maximum delay before any attempt, in milliseconds. */
  readonly longestMs: number;
  /** Maximum `Retry-After` that the client waits for, in milliseconds. A response with a longer one is final. */
  readonly longestRetryAfterMs: number;
}

/** About 16 seconds of delay in total while the service is busy. */
export const defaultRetryLimits: RetryLimits = {
  busyTries: 7,
  faultTries: 3,
  firstMs: 250,
  longestMs: 8000,
  longestRetryAfterMs: 20_000,
};

export interface RetryOptions {
  /** Whether it is safe to repeat a call that failed but may have taken effect. */
  readonly idempotent: boolean;
  /** Cancels the delay between two attempts. */
  readonly signal?: AbortSignal;
  readonly limits: RetryLimits;
}

/**
 * Longest time in which API Gateway rejects a call, in milliseconds. A later 503 is a timeout, and the function may have run.
 */
const rejectionMs = 5000;

/**
 * Retries a call while the service is busy or fails temporarily.
 * @throws ApiError of the last attempt
 * @throws DOMException when `signal` cancels the delay
 */
export async function withRetries<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const startedAt = performance.now();
    try {
      return await call();
    } catch (error) {
      const wait = waitAfter(error, tries, performance.now() - startedAt, options);
      if (wait === undefined) throw error;
      await sleep(wait, options.signal);
    }
  }
}

/** Returns the delay before the next attempt, in milliseconds; `undefined` when the error is final. */
function waitAfter(error: unknown, tries: number, tookMs: number, { idempotent, limits }: RetryOptions): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, limit, retryAfterSeconds } = error;
  // API Gateway responds with 429 and 503 when its own limit or Lambda's prevents the call of the function.
  const busy = status === 429 || (status === 503 && (idempotent || tookMs < rejectionMs));
  const fault = idempotent && [500, 502, 503, 504].includes(status);
  if (!busy && !fault) return undefined;
  if (tries >= (busy ? limits.busyTries : limits.faultTries)) return undefined;
  // A quota lasts until midnight or until the user deletes images.
  if (limit && retryAfterSeconds === undefined) return undefined;
  const atLeast = (retryAfterSeconds ?? 0) * 1000;
  if (atLeast > limits.longestRetryAfterMs) return undefined;
  // Random, so that clients that were rejected together do not retry together.
  return atLeast + Math.min(limits.firstMs * 2 ** (tries - 1), limits.longestMs) * (0.5 + Math.random() / 2);
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
