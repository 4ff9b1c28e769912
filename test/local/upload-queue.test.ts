import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type QueuedMessage, UploadQueue, type UploadQueueProps } from '../../local/upload-queue';
import { temporaryFolder, until } from '../support/local';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

/** A queue on the test's folder, which keeps what it delivers and what fails. */
async function open(props: Partial<UploadQueueProps> = {}, wanted = async (_message: QueuedMessage) => true) {
  const delivered: QueuedMessage[] = [];
  const failures: { body: string; error: string; givenUp: boolean }[] = [];
  const queue = await UploadQueue.open(
    {
      folder,
      retryMs: 1,
      onDamage: () => undefined,
      onFailure: ({ body }, { message: error }, givenUp) => failures.push({ body, error, givenUp }),
      ...props,
      deliver: async (message) => {
        delivered.push(message);
        await props.deliver?.(message);
      },
    },
    wanted,
  );
  const send = async (body: string) => queue.release(await queue.hold(body));
  return { queue, send, delivered, failures };
}

const messages = async (where = folder) => (await readdir(where)).filter((name) => name.endsWith('.json'));
const empty = () => until(async () => (await messages()).length === 0);

test('delivers what was released, once, and forgets it', async () => {
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

test('keeps a held message to itself', async () => {
  const { queue, delivered } = await open();
  const message = await queue.hold('held');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(delivered).toEqual([]);
  expect(await messages()).toHaveLength(1);
  await queue.forget(message);
  expect(await messages()).toEqual([]);
});

test('delivers again what failed, and counts', async () => {
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

test('puts aside what fails too often, and goes on with the others', async () => {
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

test('gives no more out at once than it may', async () => {
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
  test('waits for what is in work, and leaves the rest on the disk', async () => {
    let finish = () => {};
    const deliver = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { queue, send, delivered } = await open({ deliver, concurrency: 1 });
    await send('in work');
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

  test('delivers nothing again, also not what fails in its last moment', async () => {
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

  test('delivers what was not finished, and goes on counting', async () => {
    const crashed = await open({ deliver: never, concurrency: 1 });
    await crashed.send('in work');
    await crashed.send('waiting');
    await crashed.queue.hold('held');
    await until(() => crashed.delivered.length === 1);
    const { delivered } = await open();
    await empty();
    expect(delivered.map(({ body, receives }) => [body, receives]).sort()).toEqual([
      ['held', 1],
      ['in work', 2],
      ['waiting', 1],
    ]);
  });

  test('drops what nobody wants', async () => {
    const earlier = await open();
    await earlier.queue.hold('wanted');
    await earlier.queue.hold('unwanted');
    const { delivered } = await open({}, async ({ body }) => body === 'wanted');
    await empty();
    expect(delivered.map(({ body }) => body)).toEqual(['wanted']);
  });

  test('delivers nothing that was put aside or half written', async () => {
    const earlier = await open({ deliver: () => Promise.reject(new Error('always')), maxReceives: 1 });
    await earlier.send('dead');
    await until(() => earlier.failures.length === 1);
    await empty();
    await writeFile(join(folder, 'half.json.new'), '{"id": "ha');
    const { delivered } = await open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(delivered).toEqual([]);
  });

  test('puts aside what ended the process again and again', async () => {
    for (let start = 1; start <= 3; start += 1) {
      const { send, delivered } = await open({ deliver: never, maxReceives: 3 });
      if (start === 1) await send('poison');
      await until(() => delivered.length === 1);
    }
    const { delivered, failures } = await open({ maxReceives: 3 });
    await until(async () => (await messages(join(folder, 'dead'))).length === 1);
    expect(delivered).toEqual([]);
    expect(failures).toEqual([{ body: 'poison', error: expect.stringContaining('ended each time'), givenUp: true }]);
  });
});
