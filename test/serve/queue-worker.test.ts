// The loop of the worker on a queue in memory, whose messages are hidden for a time like those of SQS.
import { setTimeout as delay } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { TestLog } from '../../lib/testing/test-log';
import { type MessageSource, QueueWorker, type QueueWorkerProps } from '../../serve/queue-worker';
import { until } from '../support/until';

/** When a failed message is received again, in seconds. */
const retrySeconds = 0.3;

class MemoryQueue implements MessageSource {
  readonly messages = new Map<string, { body: string; visibleAt: number; receives: number; receipt: string }>();
  /** The most messages that each request asked for. */
  readonly asked: number[] = [];
  readonly hidden: { id: string; seconds: number }[] = [];
  faults = 0;
  hiddenSeconds = 0.15;

  send(...bodies: string[]): void {
    for (const body of bodies) this.messages.set(body, { body, visibleAt: 0, receives: 0, receipt: '' });
  }

  async receive(most: number): Promise<SQSRecord[]> {
    this.asked.push(most);
    if (this.faults > 0) {
      this.faults -= 1;
      throw new Error('The queue cannot be reached.');
    }
    for (let waits = 0; waits < 10; waits += 1) {
      const visible = [...this.messages.values()].filter(({ visibleAt }) => visibleAt <= performance.now()).slice(0, most);
      if (visible.length > 0) return visible.map((message) => this.deliver(message));
      await delay(10);
    }
    return [];
  }

  private deliver(message: { body: string; visibleAt: number; receives: number; receipt: string }): SQSRecord {
    message.visibleAt = performance.now() + this.hiddenSeconds * 1000;
    message.receives += 1;
    message.receipt = `${message.body}-${message.receives}`;
    const attributes = { ApproximateReceiveCount: String(message.receives) };
    return { messageId: message.body, receiptHandle: message.receipt, body: message.body, attributes } as SQSRecord;
  }

  async hide({ messageId: id }: SQSRecord, seconds: number): Promise<void> {
    this.hidden.push({ id, seconds });
    const message = this.messages.get(id);
    if (message) message.visibleAt = performance.now() + seconds * 1000;
  }

  delay(message: SQSRecord): Promise<void> {
    return this.hide(message, retrySeconds);
  }

  async remove({ messageId, receiptHandle }: SQSRecord): Promise<void> {
    if (this.messages.get(messageId)?.receipt === receiptHandle) this.messages.delete(messageId);
  }
}

let queue: MemoryQueue;
let log: TestLog;
let worker: QueueWorker | undefined;
beforeEach(() => {
  queue = new MemoryQueue();
  log = new TestLog();
});
afterEach(() => worker?.stop(0));

const start = (handle: QueueWorkerProps['handle'], props: Partial<QueueWorkerProps> = {}): QueueWorker => {
  const backoffMs = { first: 10, most: 40 };
  const all = { queue: 'uploads', source: queue, handle, concurrency: 2, hiddenSeconds: 0.15, longestSeconds: 60, log, backoffMs };
  worker = new QueueWorker({ ...all, ...props });
  worker.start();
  return worker;
};

/** A handler whose messages wait until the test lets them go. */
function gate() {
  const waiting = new Map<string, { finish: () => void; fail: (error: Error) => void }>();
  const handle = ({ body }: SQSRecord) => new Promise<void>((finish, fail) => waiting.set(body, { finish, fail }));
  return { waiting, handle };
}

it('processes each message once, and removes it', async () => {
  const seen: string[] = [];
  queue.send('a', 'b', 'c', 'd', 'e');
  start(async ({ body }) => void seen.push(body));
  await until(() => queue.messages.size === 0);
  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('never asks for more messages than it can process, and for none while it is busy', async () => {
  const { waiting, handle } = gate();
  queue.send('a', 'b', 'c');
  start(handle);
  await until(() => waiting.size === 2);
  const asked = queue.asked.length;
  await delay(100);
  expect(queue.asked).toHaveLength(asked);
  expect([...queue.messages.values()].filter(({ receives }) => receives > 0)).toHaveLength(2);

  waiting.get('a')?.finish();
  await until(() => waiting.has('c'));
  expect(queue.asked.every((most) => most <= 2)).toBe(true);
  expect(queue.asked.at(-1)).toBe(1);
});

it('starts the next message beside one that takes long', async () => {
  const { waiting, handle } = gate();
  queue.send('slow', 'b', 'c', 'd');
  start(handle);
  for (const next of ['b', 'c', 'd']) {
    await until(() => waiting.has(next));
    waiting.get(next)?.finish();
  }
  await until(() => queue.messages.size === 1);
  expect([...queue.messages.keys()]).toEqual(['slow']);
});

it('extends a message while it is processed, so that no one else receives it', async () => {
  const { waiting, handle } = gate();
  queue.send('a');
  start(handle, { concurrency: 1 });
  await until(() => waiting.has('a'));
  // More than three times as long as it is hidden.
  await delay(500);
  expect(await queue.receive(1)).toEqual([]);
  expect(queue.hidden.length).toBeGreaterThan(5);
  waiting.get('a')?.finish();
  await until(() => queue.messages.size === 0);
});

it('leaves the message of a crash to other receivers when its time expires', async () => {
  queue.send('a');
  // What remains of a process that was killed: it neither extends nor returns the message.
  await queue.receive(1);
  const seen: string[] = [];
  start(async ({ attributes }) => void seen.push(attributes.ApproximateReceiveCount));
  await until(() => queue.messages.size === 0);
  expect(seen).toEqual(['2']);
});

it('delays a failed message like the queue after a failed function, and counts its receives', async () => {
  const receives: { count: string; at: number }[] = [];
  queue.send('a');
  start(async ({ attributes }) => {
    receives.push({ count: attributes.ApproximateReceiveCount, at: performance.now() });
    if (receives.length < 3) throw new Error('not yet');
  });
  await until(() => queue.messages.size === 0);
  expect(receives.map(({ count }) => count)).toEqual(['1', '2', '3']);
  expect((receives[1]?.at ?? 0) - (receives[0]?.at ?? 0)).toBeGreaterThanOrEqual(retrySeconds * 1000 - 5);
});

it('receives again after the queue could not be reached, and reports it meanwhile', async () => {
  queue.faults = 3;
  queue.send('a');
  const started = start(async () => undefined);
  await until(() => !started.isReceiving);
  await until(() => queue.messages.size === 0);
  expect(started.isReceiving).toBe(true);
  expect(log.entries.filter(({ level }) => level === 'error')).toHaveLength(3);
});

it('finishes a message whose time has expired with its newest receipt', async () => {
  const { waiting, handle } = gate();
  queue.send('a');
  queue.hiddenSeconds = 0.02;
  // Extended too late.
  start(handle, { hiddenSeconds: 30 });
  await until(() => (queue.messages.get('a')?.receives ?? 0) > 1);
  queue.hiddenSeconds = 30;
  await delay(100);
  expect([...waiting.keys()]).toEqual(['a']);
  waiting.get('a')?.finish();
  await until(() => queue.messages.size === 0);
});

it('is stuck when a message takes longer than the longest time, and extends it no more', async () => {
  const { waiting, handle } = gate();
  queue.send('a');
  const started = start(handle, { concurrency: 1, longestSeconds: 0.2 });
  await until(() => waiting.has('a'));
  expect(started.isStuck).toBe(false);
  await until(() => started.isStuck);
  await until(async () => (await queue.receive(1)).length === 1);
});

describe('when it stops', () => {
  it('receives nothing more, and finishes what it has in hand', async () => {
    const { waiting, handle } = gate();
    queue.send('a', 'b', 'c');
    const started = start(handle);
    await until(() => waiting.size === 2);
    const stopped = started.stop(5000);
    for (const { finish } of waiting.values()) finish();
    expect(await stopped).toEqual({ finished: 2, returned: 0 });
    expect([...queue.messages]).toEqual([['c', expect.objectContaining({ receives: 0 })]]);
  });

  it('returns what is not finished at the end of the grace time, so that others receive it at once', async () => {
    const { waiting, handle } = gate();
    queue.hiddenSeconds = 60;
    queue.send('quick', 'slow');
    const started = start(handle, { hiddenSeconds: 60 });
    await until(() => waiting.size === 2);
    const began = performance.now();
    const stopped = started.stop(300);
    waiting.get('quick')?.finish();
    expect(await stopped).toEqual({ finished: 1, returned: 1 });
    expect(performance.now() - began).toBeLessThan(1000);
    expect((await queue.receive(2)).map(({ body }) => body)).toEqual(['slow']);
  });

  it('returns at once a message that arrives after the signal', async () => {
    const seen: string[] = [];
    queue.hiddenSeconds = 60;
    const started = start(async ({ body }) => void seen.push(body));
    await until(() => queue.asked.length > 0);
    const stopped = started.stop(5000);
    queue.send('late');
    expect(await stopped).toEqual({ finished: 0, returned: 0 });
    expect(seen).toEqual([]);
    expect(queue.hidden).toEqual([{ id: 'late', seconds: 0 }]);
  });

  it('does not wait for the next attempt to receive', async () => {
    queue.faults = 1000;
    const started = start(async () => undefined, { backoffMs: { first: 60_000, most: 60_000 } });
    await until(() => !started.isReceiving);
    const began = performance.now();
    await started.stop(10_000);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
