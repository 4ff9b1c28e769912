import type { Permit } from '../../contract';

/** Time limits of one call of an AWS SDK client, in milliseconds, and its number of attempts. */
export interface CallLimits {
  /** Attempts, including the first one. */
  readonly maxAttempts: number;
  /** Until the connection is established, including TLS. */
  readonly connectMs: number;
  /** From the start of an attempt until the response headers. Also the longest pause while the body is read. */
  readonly attemptMs: number;
  /** For the whole call: all attempts, the delays between them, and the response body. */
  readonly callMs: number;
}

/*
 * By default the SDK waits for a response forever, so that one lost packet would cost a function its whole timeout.
 * The delays between attempts are random: up to 25 ms × 2ⁿ for DynamoDB, 50 ms × 2ⁿ for other services, and 1 s × 2ⁿ after
 * throttling (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). A service may request 5 s more with
 * a Retry-After header. The sum of the attempts therefore does not bound a call. `callMs` does; it leaves room for every
 * attempt to time out once.
 */

export const dynamoLimits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 1500, callMs: 5000 };

/** For the quota counters. One request makes several calls in sequence. */
export const counterLimits: CallLimits = { maxAttempts: 2, connectMs: 500, attemptMs: 1000, callMs: 2200 }; // part: quotas

export const s3Limits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 2000, callMs: 6500 };

export const sqsLimits: CallLimits = { maxAttempts: 3, connectMs: 1000, attemptMs: 1500, callMs: 5000 };

export const eventBridgeLimits: CallLimits = { maxAttempts: 2, connectMs: 1000, attemptMs: 1500, callMs: 3500 };

export const ssmLimits: CallLimits = { maxAttempts: 2, connectMs: 500, attemptMs: 1000, callMs: 2200 }; // part: signed

/** Entries per EventBridge call, and attempts for the entries that it rejects. */
export const publishing = { entries: 10, attempts: 2 };

/** Attempts to read a body whose connection breaks. The SDK's own retries end with the response headers. */
export const bodyAttempts = 2;

/**
 * Limits of one removal by prefix: pages, and objects per page. S3 can list 1,000 objects, but needs longer than one attempt to
 * remove them. An image has one rendition per size for each of its few versions.
 */
export const removal = { pages: 3, objects: 300 };

const removalMs = removal.pages * 2 * s3Limits.callMs;

/** The longest time that a function waits for each operation, in milliseconds. The rest of its timeout is for its own work. */
export const worstCaseMs = {
  'images.add': dynamoLimits.callMs,
  'images.find': dynamoLimits.callMs,
  'images.list': dynamoLimits.callMs,
  'images.count': dynamoLimits.callMs, // part: quotas
  'images.assign': dynamoLimits.callMs,
  'images.settle': dynamoLimits.callMs,
  'images.replaceSizes': dynamoLimits.callMs, // part: ops
  'images.restart': dynamoLimits.callMs,
  'images.remove': dynamoLimits.callMs,
  // Twice when the counter had to be corrected, and once for the daily counter.
  'counters.add': 3 * counterLimits.callMs, // part: quotas
  'counters.subtract': counterLimits.callMs, // part: quotas
  'counters.read': counterLimits.callMs, // part: quotas
  'counters.correct': counterLimits.callMs, // part: quotas
  // All shards of the index in parallel.
  'pending.list': dynamoLimits.callMs, // part: sweep
  'pending.claim': dynamoLimits.callMs, // part: sweep
  'pending.abandon': dynamoLimits.callMs, // part: sweep
  'markers.load': dynamoLimits.callMs, // part: sweep
  'markers.save': dynamoLimits.callMs, // part: sweep
  'originals.stat': s3Limits.callMs,
  'originals.read': bodyAttempts * s3Limits.callMs,
  'originals.list': s3Limits.callMs,
  'originals.removeVersion': s3Limits.callMs,
  'originals.removeAll': removalMs,
  // All sizes in parallel.
  'renditions.write': s3Limits.callMs,
  'renditions.remove': s3Limits.callMs,
  'renditions.list': s3Limits.callMs,
  'renditions.removeAll': removalMs,
  'uploads.announce': sqsLimits.callMs,
  'queues.send': sqsLimits.callMs,
  // Up to ten events per call.
  'events.publish': publishing.attempts * eventBridgeLimits.callMs,
  // Read again after a signature that does not match.
  'secrets.read': 2 * ssmLimits.callMs, // part: signed
} as const;

/** Maximum duration of a call for one permit, in milliseconds; 0 for a permit that calls no service. */
export function worstCaseOf(permit: Permit): number {
  const call = permit.replace(/:.*/s, '');
  return call in worstCaseMs ? worstCaseMs[call as keyof typeof worstCaseMs] : 0;
}

/** The limits that the SDK itself enforces. */
export function clientConfig(limits: CallLimits) {
  return {
    maxAttempts: limits.maxAttempts,
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.attemptMs,
      // Without it, the SDK logs a warning and continues to wait.
      throwOnRequestTimeout: true,
      socketTimeout: limits.attemptMs,
    },
  };
}

interface Client {
  // The SDK overloads `send` for every command. Only the position of the options matters here.
  send(command: never, options?: { abortSignal?: AbortSignal }): unknown;
}

/** Limits every call of a client to `callMs` milliseconds. */
export function withDeadline<C extends Client>(client: C, callMs: number): Pick<C, 'send'> {
  const send = (command: never) => client.send(command, { abortSignal: AbortSignal.timeout(callMs) });
  return { send } as Pick<C, 'send'>;
}
