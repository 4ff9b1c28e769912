import {
  bodyAttempts,
  dynamoLimits,
  eventBridgeLimits,
  publishing,
  s3Limits,
  sqsLimits,
  ssmLimits,
  worstCaseMs,
  worstCaseOf,
} from '../../../lambda/adapters/aws/client-config';
import { type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import type { Permit } from '../../../lambda/contract';
import { sweepLimits } from '../../../lambda/core/sweep-run';
import type { TriggerRow } from '../../../lambda/events/trigger-row';
import { triggers } from '../../../lambda/events/triggers';
import { permitsOf } from '../../../lambda/function-row';
import { type FunctionName, sizeOf } from '../../../lib/functions';

/** Time that each function needs for its own work, besides waiting. */
const ownWorkMs: Partial<Record<FunctionName, number>> = {
  // 49 megapixels, the maximum, were resized in 6 s.
  'resize-image': 10_000,
  // It begins each call at most once after its time budget is used up.
  'sweep-uploads': sweepLimits.budgetMs, // part: sweep
};

/** Calls that one invocation may make more than once. On its last attempt, the resizer reads and writes again. */
const repeated: Partial<Record<FunctionName, readonly Permit[]>> = {
  'resize-image': ['images.find', 'images.find', 'images.settle'],
  'retry-image': ['images.find'],
};

const rows: readonly (EndpointRow | TriggerRow)[] = [...endpoints, ...triggers];

describe.each(rows.map((row) => [row.name as FunctionName, permitsOf(row)] as const))('%s', (name, may) => {
  it('ends before its timeout even if every service is as slow as its limit allows', () => {
    const calls = [...may, ...(repeated[name] ?? [])];
    const worst = calls.reduce((sum, permit) => sum + worstCaseOf(permit), ownWorkMs[name] ?? 1000);
    const tooShort = worst >= sizeOf(name).timeout.toMilliseconds();
    const advice = `Set timeoutSeconds of ${name} to more than ${Math.ceil(worst / 1000)} in its row: its calls may take as long.`;
    expect(tooShort ? advice : undefined).toBeUndefined();
  });
});

it('accounts for every permit that calls a service', () => {
  // Metrics are log lines.
  const local = (permit: Permit) => /^(urls|resizer|changes|metrics)\./.test(permit);
  const called = rows.flatMap(permitsOf).filter((permit) => !local(permit));
  expect(called.filter((permit) => worstCaseOf(permit) === 0)).toEqual([]);
  expect(worstCaseOf('secrets.read:partner-hooks')).toBe(worstCaseMs['secrets.read']); // part: signed
});

describe.each([
  ['DynamoDB', dynamoLimits, 25],
  ['S3', s3Limits, 50],
  ['SQS', sqsLimits, 50],
  ['EventBridge', eventBridgeLimits, 50],
  ['SSM', ssmLimits, 50], // part: signed
])('a call of %s', (_name, limits, waitMs) => {
  it('has enough time for every attempt to time out', () => {
    // The maximum delay after the first, second … attempt.
    const waits = Array.from({ length: limits.maxAttempts - 1 }, (_, index) => waitMs * 2 ** index).reduce((a, b) => a + b, 0);
    expect(limits.maxAttempts * limits.attemptMs + waits).toBeLessThan(limits.callMs);
    expect(limits.connectMs).toBeLessThan(limits.attemptMs);
  });

  it('is retried after a failure', () => {
    expect(limits.maxAttempts).toBeGreaterThan(1);
    expect(bodyAttempts).toBeGreaterThan(1);
    expect(publishing.attempts).toBeGreaterThan(1);
  });
});
