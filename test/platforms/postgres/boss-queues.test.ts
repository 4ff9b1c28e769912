import { setTimeout } from 'node:timers/promises';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueRow } from '../../../lambda/events/trigger-row';
import { TestLog } from '../../../lib/testing/test-log';
import { BossQueues } from '../../../platforms/postgres/boss-queues';
import { until } from '../../support/until';
import { onPostgres } from './on-postgres';

onPostgres('BossQueues', ({ url }) => {
  const log = new TestLog();
  const open: BossQueues[] = [];
  const queues = async (delivers = true) => {
    const opened = await BossQueues.open({ url: url(), delivers, log });
    open.push(opened);
    return opened;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close(5000)));
  });

  let names = 0;
  const rowOf = (on: Partial<QueueRow['on']> = {}): QueueRow => {
    names += 1;
    return { name: `function-${names}`, on: { queue: `queue-${names}`, ...on }, may: [], summary: '', timeoutSeconds: 30 };
  };

  it('delivers messages that another process sent, before and after the start', async () => {
    const row = rowOf();
    const [sender, worker] = await Promise.all([queues(false), queues()]);
    await sender.create(row.on.queue, { maxReceives: 5, timeoutSeconds: 30 });
    const bodies = ['{"text":"Ünï 😀 \\u0000"}', 'plain', '2'];
    const received: string[] = [];
    await sender.send(row.on.queue, bodies[0] ?? '');
    await worker.deliver(row, async (event) => void received.push(...(event as SQSEvent).Records.map(({ body }) => body)), 2);
    for (const body of bodies.slice(1)) await sender.send(row.on.queue, body);
    await until(() => received.length === 3);
    expect(received.sort()).toEqual([...bodies].sort());
    await until(async () => (await sender.count(row.on.queue)).messages === 0);
  });

  it('sends a message once for each key, from several processes', async () => {
    const row = rowOf();
    const [one, other] = await Promise.all([queues(false), queues()]);
    const received: string[] = [];
    await other.deliver(row, async (event) => void received.push(...(event as SQSEvent).Records.map(({ body }) => body)), 1);
    await Promise.all([one, other, one, other].map((each, index) => each.sendOnce(row.on.queue, 'same', `key ${index % 2}`, 60)));
    await setTimeout(2500);
    expect(received).toEqual(['same', 'same']);
  });

  it('delivers a failed message again with its count, and then moves it to the dead letters, from which it returns', async () => {
    const row = rowOf({ maxReceives: 2 });
    const worker = await queues();
    const counts: (string | undefined)[] = [];
    let broken = true;
    await worker.deliver(
      row,
      async (event) => {
        counts.push((event as SQSEvent).Records[0]?.attributes.ApproximateReceiveCount);
        if (broken) throw new Error('out of order');
      },
      1,
    );
    await worker.send(row.on.queue, 'poison');
    await until(async () => (await worker.count(row.on.queue)).deadLetters === 1);
    expect(counts).toEqual(['1', '2']);
    expect(log.entries.at(-1)?.message).toContain('failed on receive 2 and was moved to the dead letters');
    broken = false;
    expect(await worker.redrive(row.on.queue)).toBe(1);
    await until(() => counts.length === 3);
    await until(async () => (await worker.count(row.on.queue)).messages === 0);
  });

  it('retries of a batch only what the function reported', async () => {
    const row = rowOf({ batchSize: 3 });
    const [sender, worker] = await Promise.all([queues(false), queues()]);
    await sender.create(row.on.queue, { maxReceives: 5, timeoutSeconds: 30 });
    for (const body of ['good', 'bad', 'fine']) await sender.send(row.on.queue, body);
    const received: SQSRecord[] = [];
    await worker.deliver(
      row,
      async (event) => {
        const { Records: records } = event as SQSEvent;
        const failed = received.length === 0 ? records.filter(({ body }) => body === 'bad') : [];
        received.push(...records);
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      1,
    );
    await until(() => received.length === 4);
    expect(received.map(({ body }) => body).sort()).toEqual(['bad', 'bad', 'fine', 'good']);
    expect(received.at(-1)).toMatchObject({ body: 'bad', attributes: { ApproximateReceiveCount: '2' } });
  });

  it('waits for a message in hand when it closes', async () => {
    const row = rowOf();
    const worker = await queues();
    let state = 'waiting';
    await worker.deliver(
      row,
      async () => {
        state = 'working';
        await setTimeout(500);
        state = 'done';
      },
      1,
    );
    await worker.send(row.on.queue, 'slow');
    await until(() => state === 'working');
    await worker.close(5000);
    open.splice(0);
    expect(state).toBe('done');
    const reader = await queues(false);
    expect(await reader.count(row.on.queue)).toEqual({ messages: 0, deadLetters: 0 });
  });
});
