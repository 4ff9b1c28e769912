import { ApiError } from './api-error';

/** How often a call is repeated, and how long the client waits before that. */
export interface RetryLimits {
  /** Tries in all where the service is busy (429, 503). */
  readonly busyTries: number;
  /** Tries in all where the service failed (500, 502, 504). Fewer: each repetition adds load to what is broken. */
  readonly faultTries: number;
  /** Longest wait before the second try, in milliseconds. It doubles with each further try. */
  readonly firstMs: number;
  /** Longest wait before any try, in milliseconds. */
  readonly longestMs: number;
  /** Longest `Retry-After` that the client waits for, in milliseconds. An answer that asks for more is final. */
  readonly longestRetryAfterMs: number;
}

/** About 16 seconds of waiting in all while the service is busy. */
export const defaultRetryLimits: RetryLimits = {
  busyTries: 7,
  faultTries: 3,
  firstMs: 250,
  longestMs: 8000,
  longestRetryAfterMs: 20_000,
};

export interface RetryOptions {
  /** Whether a call that took effect although it failed may be repeated. */
  readonly idempotent: boolean;
  /** Ends the wait between two tries. */
  readonly signal?: AbortSignal;
  readonly limits: RetryLimits;
}

/** Longest time in which API Gateway rejects a call, in milliseconds. A 503 after that is a timeout, and the function may have run. */
const rejectionMs = 5000;

/**
 * Repeats a call that the service was too busy for, or that failed in passing.
 * @throws ApiError the last one  @throws DOMException once `signal` has ended the wait
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

/** How long to wait before the next try, in milliseconds; `undefined` when there is to be none. */
function waitAfter(error: unknown, tries: number, tookMs: number, { idempotent, limits }: RetryOptions): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, limit, retryAfterSeconds } = error;
  // API Gateway answers 429 and 503 when it does not call the function, because of its own limit or because of Lambda's.
  const busy = status === 429 || (status === 503 && (idempotent || tookMs < rejectionMs));
  const fault = idempotent && [500, 502, 503, 504].includes(status);
  if (!busy && !fault) return undefined;
  if (tries >= (busy ? limits.busyTries : limits.faultTries)) return undefined;
  // A quota lasts until midnight or until the user deletes something.
  if (limit && retryAfterSeconds === undefined) return undefined;
  const atLeast = (retryAfterSeconds ?? 0) * 1000;
  if (atLeast > limits.longestRetryAfterMs) return undefined;
  // Random, so that clients that were rejected together do not come back together.
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
