/** How long a client library may work on one call, and how often it may try. All times in milliseconds. */
export interface CallLimits {
  /** Tries, the first one included. */
  readonly maxAttempts: number;
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** From the beginning of a try until the head of its answer; and of silence in the middle of its body. */
  readonly attemptMs: number;
  /** For the whole call: all tries, the waits between them, and the body of the answer. */
  readonly callMs: number;
}

/*
 * By default the library waits for an answer for ever, so that one lost packet would cost a function its whole timeout.
 * The waits between tries are random, up to 25 ms × 2ⁿ for DynamoDB and 50 ms × 2ⁿ for S3, but 1 s × 2ⁿ after throttling
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html), and a service may ask for 5 s more by a
 * Retry-After header: no sum of attempts bounds a call. `callMs` does; it has room for every try to time out once.
 */

export const dynamoLimits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 1500, callMs: 5000 };

export const s3Limits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 2000, callMs: 6500 };

/** Tries for a body that breaks off. The library's own tries end with the head of an answer. */
export const bodyAttempts = 2;

/** The longest that a function waits for each of its permits. What is left of its timeout is its own. */
export const worstCaseMs = {
  'images.add': dynamoLimits.callMs,
  'images.find': dynamoLimits.callMs,
  'images.list': dynamoLimits.callMs,
  'images.settle': dynamoLimits.callMs,
  'originals.stat': s3Limits.callMs,
  'originals.read': bodyAttempts * s3Limits.callMs,
  // All sizes at once.
  'renditions.write': s3Limits.callMs,
  'renditions.remove': s3Limits.callMs,
} as const;

/** The part of the limits that the library itself keeps. */
export function clientConfig(limits: CallLimits) {
  return {
    maxAttempts: limits.maxAttempts,
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.attemptMs,
      // Without it, the library logs a warning and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: limits.attemptMs,
    },
  };
}

interface Client {
  // The library overloads `send` once per command; all that matters here is where its options stand.
  send(command: never, options?: { abortSignal?: AbortSignal }): unknown;
}

/** A client whose calls end after so many milliseconds, whatever the service does. */
export function withDeadline<C extends Client>(client: C, callMs: number): Pick<C, 'send'> {
  const send = (command: never) => client.send(command, { abortSignal: AbortSignal.timeout(callMs) });
  return { send } as Pick<C, 'send'>;
}
