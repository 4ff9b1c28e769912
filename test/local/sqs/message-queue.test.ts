import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailedFrom, MessageQueue, type MessageQueueProps, type QueuedMessage } from '../../../local/sqs/message-queue';
import { temporaryFolder, until } from '../../support/local';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

type Work = (message: QueuedMessage) => Promise<void>;

/** A queue in the test's folder, which records deliveries and failures. */
async function open(
  { deliver, ...props }: Partial<Omit<MessageQueueProps, 'deliver'>> & { deliver?: Work } = {},
  recover = async ({ body }: QueuedMessage): Promise<string | undefined> => body,
) {
  const delivered: QueuedMessage[] = [];
  const batches: string[][] = [];
  const failures: { body: string; error: string; givenUp: boolean }[] = [];
  const queue = await MessageQueue.open(
    {
      folder,
      retryMs: 1,
      maxReceives: 5,
      onDamage: () => undefined,
      onFailure: ({ body }, { message: error }, givenUp) => failures.push({ body, error, givenUp }),
      ...props,
      deliver: async (batch) => {
        batches.push(batch.map(({ body }) => body));
        for (const message of batch) {
          delivered.push(message);
          await deliver?.(message).catch(({ message: reason }) => {
            throw new FailedFrom(message.id, reason);
          });
        }
      },
    },
    recover,
  );
  queue.start();
  const send = async (body: string) => queue.release(await queue.hold(body));
  return { queue, send, delivered, batches, failures };
}

const messages = async (where = folder) => (await readdir(where)).filter((name) => name.endsWith('.json'));
const empty = () => until(async () => (await messages()).length === 0);

test('delivers a released message once, and deletes it', async () => {
  const { send, queue, delivered } = await open();
  for (const body of ['one', 'two', 'three']) await send(body);
  await empty();
  await queue.close();
  expect(delivered.map(({ body, receives }) => [body, receives]).sort()).toEqual([
    ['one', 1],
    ['three', 1],
    ['two', 1],
  ]);
});

test('does not deliver a held message', async () => {
  const { queue, delivered } = await open();
  const message = await queue.hold('held');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(delivered).toEqual([]);
  expect(await messages()).toHaveLength(1);
  await queue.forget(message);
  expect(await messages()).toEqual([]);
});

test('delivers a failed message again, and counts the receives', async () => {
  const deliver = async ({ receives }: QueuedMessage) => {
    if (receives < 4) throw new Error(`fault ${receives}`);
  };
  const { send, delivered, failures } = await open({ deliver });
  await send('x');
  await empty();
  expect(delivered.map(({ receives }) => receives)).toEqual([1, 2, 3, 4]);
  expect(new Set(delivered.map(({ id }) => id)).size).toBe(1);
  expect(failures).toEqual([1, 2, 3].map((count) => ({ body: 'x', error: `fault ${count}`, givenUp: false })));
});

test('waits longer before each further delivery', async () => {
  const times: number[] = [];
  const deliver = async () => {
    times.push(performance.now());
    throw new Error('always');
  };
  const { send, failures } = await open({ deliver, retryMs: 40, maxReceives: 4 });
  await send('x');
  await until(() => failures.length === 4);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits[0]).toBeGreaterThanOrEqual(38);
  expect(waits[1]).toBeGreaterThanOrEqual(78);
  expect(waits[2]).toBeGreaterThanOrEqual(158);
});

test('sets a message aside that fails too often, and continues with the others', async () => {
  const deliver = async ({ body }: QueuedMessage) => {
    if (body === 'bad') throw new Error('always');
  };
  const { send, delivered, failures } = await open({ deliver, maxReceives: 3 });
  await send('bad');
  await send('good');
  await until(async () => (await messages(join(folder, 'dead'))).length === 1);
  await empty();
  expect(failures.map(({ givenUp }) => givenUp)).toEqual([false, false, true]);
  expect(delivered.filter(({ body }) => body === 'good')).toHaveLength(1);
  const [name = ''] = await messages(join(folder, 'dead'));
  expect(JSON.parse(await readFile(join(folder, 'dead', name), 'utf8'))).toMatchObject({ body: 'bad', receives: 3 });
});

test('limits the number of concurrent deliveries', async () => {
  let working = 0;
  let most = 0;
  const deliver = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setTimeout(resolve, 5));
    working -= 1;
  };
  const { send } = await open({ deliver, concurrency: 3 });
  await Promise.all(Array.from({ length: 20 }, (_, index) => send(`${index}`)));
  await empty();
  expect(most).toBe(3);
});

describe('closing', () => {
  test('waits for work in progress, and keeps the rest on the disk', async () => {
    let finish = () => {};
    const deliver = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { queue, send, delivered } = await open({ deliver, concurrency: 1 });
    await send('in progress');
    await send('waiting');
    await until(() => delivered.length === 1);
    let closed = false;
    const closing = queue.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(delivered).toHaveLength(1);
    expect(await messages()).toHaveLength(1);
  });

  test('delivers nothing again, not even a message that fails at the last moment', async () => {
    let fail = () => {};
    const deliver = () =>
      new Promise<void>((_, reject) => {
        fail = () => reject(new Error('at the end'));
      });
    const { queue, send, delivered, failures } = await open({ deliver });
    await send('x');
    await until(() => delivered.length === 1);
    const closing = queue.close();
    fail();
    await closing;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(failures).toEqual([{ body: 'x', error: 'at the end', givenUp: false }]);
    expect(delivered).toHaveLength(1);
    expect(await messages()).toHaveLength(1);
  });
});

describe('opening again', () => {
  const never = () => new Promise<void>(() => undefined);

  test('delivers unfinished messages, and continues the count', async () => {
    const crashed = await open({ deliver: never, concurrency: 1 });
    await crashed.send('in progress');
    await crashed.send('waiting');
    await crashed.queue.hold('held');
    await until(() => crashed.delivered.length === 1);
    const { delivered } = await open();
    await empty();
    expect(delivered.map(({ body, receives }) => [body, receives]).sort()).toEqual([
      ['held', 1],
      ['in progress', 2],
      ['waiting', 1],
    ]);
  });

  test('discards messages without a recipient', async () => {
    const earlier = await open();
    await earlier.queue.hold('wanted');
    await earlier.queue.hold('unwanted');
    const { delivered } = await open({}, async ({ body }) => (body === 'wanted' ? body : undefined));
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(['wanted']);
  });

  test('delivers nothing that was set aside or incompletely written', async () => {
    const earlier = await open({ deliver: () => Promise.reject(new Error('always')), maxReceives: 1 });
    await earlier.send('dead');
    await until(() => earlier.failures.length === 1);
    await empty();
    await writeFile(join(folder, 'half.json.new'), '{"id": "ha');
    const { delivered } = await open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(delivered).toEqual([]);
  });

  test('sets a message aside that repeatedly ended the process', async () => {
    for (let start = 1; start <= 3; start += 1) {
      const { send, delivered } = await open({ deliver: never, maxReceives: 3 });
      if (start === 1) await send('poison');
      await until(() => delivered.length === 1);
    }
    const { delivered, failures } = await open({ maxReceives: 3 });
    await until(async () => (await messages(join(folder, 'dead'))).length === 1);
    expect(delivered).toEqual([]);
    expect(failures).toEqual([{ body: 'poison', error: expect.stringContaining('exited each time'), givenUp: true }]);
  });
});

test('delivers bodies of any size unchanged', async () => {
  const { send, delivered } = await open();
  const body = JSON.stringify({ text: 'ü\u2028"\n'.repeat(80_000) });
  expect(body.length).toBeGreaterThan(400_000);
  await send(body);
  await empty();
  expect(delivered[0]?.body === body).toBe(true);
});

describe('in order', () => {
  const ordered = { ordered: true, batchSize: 10 };
  const numbers = Array.from({ length: 25 }, (_, index) => `${index}`);

  test('delivers batches one after the other, each of the maximum size', async () => {
    let working = 0;
    const deliver = async () => {
      expect(++working).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };
    const { queue, batches, failures } = await open({ ...ordered, deliver });
    for (const message of await Promise.all(numbers.map((body) => queue.hold(body)))) queue.release(message);
    await empty();
    expect(batches.flat()).toEqual(numbers);
    expect(batches.map(({ length }) => length)).toEqual([1, 10, 10, 4]);
    expect(failures).toEqual([]);
  });

  test('lets all later messages wait for a failed one until it succeeds', async () => {
    const done: string[] = [];
    const deliver = async ({ body, receives }: QueuedMessage) => {
      if (body === '3' && receives < 4) throw new Error(`fault ${receives}`);
      done.push(body);
    };
    const { send, failures, delivered } = await open({ ...ordered, deliver });
    await Promise.all(numbers.map(send));
    await empty();
    expect(done).toHaveLength(25);
    expect(new Set(done).size).toBe(25);
    const bodies = delivered.map(({ body }) => body);
    expect(bodies.slice(bodies.indexOf('3'), bodies.lastIndexOf('3') + 1)).toEqual(['3', '3', '3', '3']);
    expect(failures).toEqual([1, 2, 3].map((count) => ({ body: '3', error: `fault ${count}`, givenUp: false })));
  });

  test('sets a message aside that fails too often, and only that one', async () => {
    const deliver = async ({ body }: QueuedMessage) => {
      if (body === '3') throw new Error('always');
    };
    const { send, queue, delivered } = await open({ ...ordered, deliver, maxReceives: 3 });
    await Promise.all(numbers.map(send));
    await empty();
    expect((await queue.deadLetters()).map(({ body, receives }) => [body, receives])).toEqual([['3', 3]]);
    expect(delivered.filter(({ body }) => body !== '3').map(({ receives }) => receives)).toEqual(numbers.slice(1).map(() => 1));
  });

  test('keeps the order across a restart, whatever the clock shows', async () => {
    const now = jest.spyOn(Date, 'now');
    const earlier = await open({ ...ordered, deliver: () => new Promise(() => undefined) });
    for (const body of numbers) {
      now.mockReturnValueOnce(1_000_000 - Number(body) * 1000);
      await earlier.queue.hold(body);
    }
    now.mockRestore();
    const { delivered } = await open(ordered);
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(numbers);
  });

  test('delivers the messages of a batch that ended the process one by one', async () => {
    const crashed = await open({ ...ordered, deliver: () => new Promise(() => undefined) });
    await Promise.all(numbers.slice(0, 3).map(crashed.queue.hold.bind(crashed.queue))).then((held) =>
      held.forEach((message) => {
        crashed.queue.release(message);
      }),
    );
    await until(() => crashed.delivered.length === 1);
    const again = await open(ordered);
    await empty();
    expect(again.batches[0]).toHaveLength(1);
    expect(again.batches.flat()).toEqual(['0', '1', '2']);
  });
});

test('delivers messages of version 0.1.0 by their time', async () => {
  await (await open()).queue.close();
  for (const [id, sentAt] of [
    ['b', 2],
    ['c', 3],
    ['a', 1],
  ] as const) {
    const message = { id, body: id, sentAt, receives: 0 };
    const sha256 = createHash('sha256').update(JSON.stringify(message)).digest('hex');
    await writeFile(join(folder, `${id}.json`), JSON.stringify({ ...message, sha256 }));
  }
  const { delivered } = await open({ ordered: true });
  await empty();
  expect(delivered.map(({ body }) => body)).toEqual(['a', 'b', 'c']);
});

describe('a held message', () => {
  test('can be changed, and remains so after a crash', async () => {
    const crashed = await open();
    await crashed.queue.rewrite(await crashed.queue.hold('begun'), 'done');
    const { delivered } = await open();
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(['done']);
  });

  test('of an earlier run can get another body', async () => {
    const crashed = await open();
    await crashed.queue.hold('begun');
    const { delivered } = await open({}, async ({ body }) => `${body}, then fixed`);
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(['begun, then fixed']);
  });
});

describe('dead letters', () => {
  const failing = { deliver: () => Promise.reject(new Error('always')), maxReceives: 1 };

  async function killed(...bodies: string[]) {
    const { queue, send } = await open({ ...failing, ordered: true });
    for (const body of bodies) await send(body);
    await until(async () => (await queue.deadLetters()).length === bodies.length);
    await queue.close();
    return queue.deadLetters();
  }

  test('are delivered again in order when they are re-queued, as if they were new', async () => {
    await killed('a', 'b', 'c');
    const { queue, delivered } = await open({ ordered: true });
    expect(await queue.redrive()).toBe(3);
    await empty();
    expect(delivered.map(({ body, receives }) => [body, receives])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    expect(await queue.deadLetters()).toEqual([]);
    expect(await queue.redrive()).toBe(0);
  });

  test('are not lost when they fail again', async () => {
    await killed('a', 'b');
    const { queue, failures } = await open({ ...failing, maxReceives: 2 });
    expect(await queue.redrive()).toBe(2);
    await until(async () => (await queue.deadLetters()).length === 2);
    expect(failures).toHaveLength(4);
  });

  test('exist once, in one of the two places, wherever a crash interrupts the redrive', async () => {
    const letters = await killed('a');
    const [name = ''] = await messages(join(folder, 'dead'));
    const whole = await readFile(join(folder, 'dead', name), 'utf8');
    // Interrupted while the message is rewritten.
    await writeFile(join(folder, 'dead', `${name}.new`), whole.slice(0, 20));
    const { queue } = await open(failing);
    expect(await queue.deadLetters()).toEqual(letters);
    expect(await readdir(join(folder, 'dead'))).toEqual([name]);
    await queue.close();
    // Interrupted right after it was moved.
    const stopped = await open({ deliver: () => new Promise(() => undefined) });
    await stopped.queue.redrive();
    await until(() => stopped.delivered.length === 1);
    const { delivered, queue: last } = await open();
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(['a']);
    expect(await last.deadLetters()).toEqual([]);
  });
});
