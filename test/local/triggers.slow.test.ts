// A row of each kind, as an owner would add it, in the whole application.
import type { DynamoDBStreamEvent, EventBridgeEvent, ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Services } from '../../lambda/services';
import { photo } from '../../lib/testing/images/photo';
import { loadTriggerFunctions, type TriggerFunction } from '../../local/functions';
import { newImageIn } from '../support/json';
import { type LocalApplication, startLocal, temporaryFolder, until } from '../support/local';
import { scratchRows } from '../support/scratch-rows';

// biome-ignore lint/suspicious/noExplicitAny: each handler has its own event.
type Work = (event: any, services: Services) => Promise<unknown>;

/** Starts the application with the scratch rows that have a handler here, beside its own rows. */
async function startWith(handlers: Readonly<Record<string, Work>>, dataDir?: string): Promise<LocalApplication> {
  const scratch = scratchRows.flatMap((row): TriggerFunction[] => {
    const handler = handlers[row.name];
    return handler ? [{ row, handler }] : [];
  });
  return startLocal({ dataDir, functions: [...(await loadTriggerFunctions()), ...scratch] });
}

const jpeg = async () => new Blob([new Uint8Array(await photo({ width: 320, height: 200 }))], { type: 'image/jpeg' });

type DeadLetters = Readonly<Record<string, { body: string; receives: number }[]>>;

const deadLettersOf = async ({ url }: LocalApplication, queue: string) =>
  ((await (await fetch(`${url}/local/dead-letters`)).json()) as DeadLetters)[queue] ?? [];

const redrive = ({ url }: LocalApplication, queue: string) =>
  fetch(`${url}/local/dead-letters/${queue}`, { method: 'POST' }).then((answer) => answer.json());

test('a timer runs when the application starts, and sends to a queue that its row names', async () => {
  const times: string[] = [];
  const mails: unknown[] = [];
  const application = await startWith({
    'test-tick': async ({ time }: ScheduledEvent, { queues }) => {
      times.push(time);
      await queues.send('test-mails', JSON.stringify({ to: 'ada' }));
    },
    'test-mail': async ({ Records }: SQSEvent) => {
      mails.push(...Records.map(({ body, eventSourceARN }) => [eventSourceARN, JSON.parse(body)]));
    },
  });
  await until(() => mails.length > 0);
  expect(mails).toEqual([['arn:aws:sqs:local:000000000000:test-mails', { to: 'ada' }]]);
  expect(times).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)]);
  await application.close();
});

describe('a queue', () => {
  /** Sends messages of these bodies, by the timer. */
  const sending =
    (...bodies: string[]): Work =>
    async (_event: ScheduledEvent, { queues }) => {
      for (const body of bodies) await queues.send('test-mails', body);
    };

  test('retries a message, gives it up after as many receives as its row allows, and delivers it again after a redrive', async () => {
    let broken = true;
    const received: number[] = [];
    const application = await startWith({
      'test-tick': sending('hello'),
      'test-mail': async ({ Records }: SQSEvent) => {
        received.push(...Records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)));
        if (broken) throw new Error('The mail server is out.');
      },
    });
    const dead = await until(async () => {
      const letters = await deadLettersOf(application, 'test-mails');
      return letters.length > 0 && letters;
    });
    expect(dead).toMatchObject([{ body: 'hello', receives: 3 }]);
    expect(received).toEqual([1, 2, 3]);

    broken = false;
    expect(await redrive(application, 'test-mails')).toEqual({ redriven: 1 });
    await until(() => received.length === 4);
    await until(async () => (await deadLettersOf(application, 'test-mails')).length === 0);
    await application.close();
  });

  test('delivers again only the messages of a batch that failed', async () => {
    const counts = new Map<string, number>();
    const application = await startWith({
      'test-tick': sending('good', 'bad', 'other'),
      'test-mail': async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
        for (const { body } of Records) counts.set(body, (counts.get(body) ?? 0) + 1);
        const failed = Records.filter(({ body }) => body === 'bad' && counts.get('bad') === 1);
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
    });
    await until(() => counts.get('bad') === 2 && counts.get('other'));
    await application.close();
    expect(Object.fromEntries(counts)).toEqual({ good: 1, bad: 2, other: 1 });
  });

  test('delivers after the next start what was not delivered in this one', async () => {
    const dataDir = await temporaryFolder();
    let attempts = 0;
    const failing = async () => {
      attempts += 1;
      throw new Error('The mail server is out.');
    };
    const first = await startWith({ 'test-tick': sending('kept'), 'test-mail': failing }, dataDir);
    await until(() => attempts === 1);
    await first.close();

    const bodies: string[] = [];
    const second = await startWith(
      { 'test-mail': async ({ Records }: SQSEvent) => void bodies.push(...Records.map(({ body }) => body)) },
      dataDir,
    );
    await until(() => bodies.length > 0);
    expect(bodies).toEqual(['kept']);
    await second.close();
  });

  test.each([
    ['a queue without a permit', 'uploads', '{}', 'test-tick must not call queues.send:uploads'],
    ['an empty message', 'test-mails', '', 'A message has 0 bytes. SQS accepts 1 byte to 1 MiB.'],
  ])('rejects %s', async (_, queue, body, message) => {
    const application = await startWith({
      'test-tick': async (_event: ScheduledEvent, { queues }) => queues.send(queue, body),
      'test-mail': async () => undefined,
    });
    await until(() => application.log.entries.some(({ level }) => level === 'error'));
    expect(application.log.entries).toContainEqual(
      expect.objectContaining({ detail: expect.objectContaining({ message: expect.stringContaining(message) }) }),
    );
    await application.close();
  });
});

test('a stream row receives the changes that match, beside the other functions of the stream', async () => {
  const inserted: string[] = [];
  const application = await startWith({
    'test-counter': async ({ Records }: DynamoDBStreamEvent) => {
      inserted.push(...Records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb?.NewImage?.status?.S}`));
    },
  });
  const { id } = await newImageIn(
    application.alice.fetch(`${application.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
  );
  await until(() => inserted.includes('INSERT PENDING'));
  await application.alice.images(application.url).remove(id);
  // The application's own function has followed the removal.
  await until(() => application.log.entries.some(({ message }) => message === 'event ImageDeleted'));
  expect(inserted.filter((change) => change.startsWith('REMOVE'))).toEqual([]);
  await application.close();
});

test('an event row receives the events that match, and a failed one is given up after three attempts', async () => {
  const received: EventBridgeEvent<string, { id: string }>[] = [];
  const application = await startWith({
    'test-greeting': async (event: EventBridgeEvent<string, { id: string }>) => {
      received.push(event);
      throw new Error('No one is at home.');
    },
  });
  const images = application.alice.images(application.url);
  const id = await images.upload(await jpeg(), 'photo.jpg');
  await images.settled(id);
  await until(async () => (await deadLettersOf(application, 'test-greeting')).length === 1);
  expect(received.map((event) => [event['detail-type'], event.detail.id])).toEqual(Array(3).fill(['ImageReady', id]));

  await images.remove(id);
  await until(() =>
    application.log.entries.some(
      ({ message, detail }) => message === 'event ImageDeleted' && (detail as { imageId: string }).imageId === id,
    ),
  );
  expect(received).toHaveLength(3);
  await application.close();
}, 30_000);

describe('the rows', () => {
  const row = scratchRows.find(({ name }) => name === 'test-mail');
  if (!row) throw new TypeError('There is no scratch row test-mail.');

  it.each([
    [
      'without a file',
      [row],
      /^lambda\/events\/test-mail\.ts does not exist, but lambda\/events\/triggers\.ts has a row "test-mail"\./,
    ],
    ['whose file exports no handler', [{ ...row, name: 's3-upload-event' }], /^lambda\/events\/s3-upload-event\.ts has no handler/],
    ['of the same name', [row, { ...row, on: { queue: 'other' } }], /Two rows are named "test-mail"\./],
    ['of the same queue', [row, { ...row, name: 'send-post' }], /Two rows receive the messages of the queue "test-mails"\./],
    [
      'whose dead letters have the same name',
      [row, { ...row, name: 'test-mails', on: { event: ['ImageReady' as const] } }],
      /Two triggers have the name "test-mails"\./,
    ],
    [
      'with the name of another part of the stack',
      [{ ...row, on: { queue: 'images' } }],
      /The queue "images" has the name of another/,
    ],
    [
      'with too large a batch',
      [{ ...row, on: { queue: 'test-mails', batchSize: 11 } }],
      /has batchSize 11\. Use a whole number from 1 to 10/,
    ],
    ['with too long a timeout', [{ ...row, timeoutSeconds: 1000 }], /has timeoutSeconds 1000\. Use a whole number from 1 to 900/],
    [
      'with a pattern that the local run does not know',
      [{ ...row, on: { event: ['ImageReady' as const], detail: { name: [{ wildcard: '*.jpg' }] } } }],
      /^The row "test-mail" of lambda\/events\/triggers\.ts has a pattern that the local run cannot apply: .* Use exact values/,
    ],
    ['with an invalid queue', [{ ...row, on: { queue: 'Order_Mails' } }], /The queue "Order_Mails" has an invalid name\./],
    [
      'that send to an unknown queue',
      [{ ...row, may: ['queues.send:letters' as const] }],
      /The row "test-mail" has the permit queues\.send:letters, but there is no queue "letters"\. Use one of test-mails/,
    ],
    [
      'of an invalid schedule',
      [{ ...row, on: { schedule: { cron: '0 8 * * *' } } }],
      /has the invalid schedule "0 8 \* \* \*"\. Use six fields/,
    ],
    [
      'of an unknown time zone',
      [{ ...row, on: { schedule: { cron: '0 8 * * ? *', timeZone: 'Bern' } } }],
      /has the invalid time zone "Bern"\./,
    ],
    ['that run too often', [{ ...row, on: { schedule: { everyMinutes: 0.5 } } }], /runs every 0\.5 minutes\. Use an integer/],
  ])('%s are rejected with what to do', async (_, rows, message) => {
    await expect(loadTriggerFunctions(rows)).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
  });
});
