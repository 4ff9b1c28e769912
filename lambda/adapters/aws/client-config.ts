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
 * The waits between tries are random, up to 25 ms × 2ⁿ for DynamoDB and 50 ms × 2ⁿ for the others, but 1 s × 2ⁿ after throttling
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html), and a service may ask for 5 s more by a
 * Retry-After header: no sum of attempts bounds a call. `callMs` does; it has room for every try to time out once.
 */

export const dynamoLimits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 1500, callMs: 5000 };

/** For the counters of the quotas, of which one request asks several, one after the other. */
export const counterLimits: CallLimits = { maxAttempts: 2, connectMs: 500, attemptMs: 1000, callMs: 2200 };

export const s3Limits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 2000, callMs: 6500 };

export const sqsLimits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 1500, callMs: 5000 };

export const eventBridgeLimits: CallLimits = { maxAttempts: 2, connectMs: 1000, attemptMs: 1500, callMs: 3500 };

/** Entries that EventBridge takes in one call, and how often those are put that it did not take. */
export const publishing = { entries: 10, attempts: 2 };

/** Tries for a body that breaks off. The library's own tries end with the head of an answer. */
export const bodyAttempts = 2;

/**
 * How much one removal of a prefix takes: pages, and objects on each. S3 could list 1,000, but would need longer than a try
 * lasts to remove them. An image has three renditions for each of its few versions.
 */
export const removal = { pages: 3, objects: 300 };

const removalMs = removal.pages * 2 * s3Limits.callMs;

/** The longest that a function waits for each of its permits. What is left of its timeout is its own. */
export const worstCaseMs = {
  'images.add': dynamoLimits.callMs,
  'images.find': dynamoLimits.callMs,
  'images.list': dynamoLimits.callMs,
  'images.count': dynamoLimits.callMs,
  'images.assign': dynamoLimits.callMs,
  'images.settle': dynamoLimits.callMs,
  'images.replaceSizes': dynamoLimits.callMs,
  'images.restart': dynamoLimits.callMs,
  'images.remove': dynamoLimits.callMs,
  // Twice, when the counter had to be corrected, and once for the day.
  'counters.add': 3 * counterLimits.callMs,
  'counters.subtract': counterLimits.callMs,
  'counters.read': counterLimits.callMs,
  'counters.correct': counterLimits.callMs,
  // All parts of the index at once.
  'pending.list': dynamoLimits.callMs,
  'pending.claim': dynamoLimits.callMs,
  'pending.abandon': dynamoLimits.callMs,
  'markers.load': dynamoLimits.callMs,
  'markers.save': dynamoLimits.callMs,
  'originals.stat': s3Limits.callMs,
  'originals.read': bodyAttempts * s3Limits.callMs,
  'originals.list': s3Limits.callMs,
  'originals.removeVersion': s3Limits.callMs,
  'originals.removeAll': removalMs,
  // All sizes at once.
  'renditions.write': s3Limits.callMs,
  'renditions.remove': s3Limits.callMs,
  'renditions.list': s3Limits.callMs,
  'renditions.removeAll': removalMs,
  'uploads.announce': sqsLimits.callMs,
  'queues.send': sqsLimits.callMs,
  // Up to ten events at once.
  'events.publish': publishing.attempts * eventBridgeLimits.callMs,
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
