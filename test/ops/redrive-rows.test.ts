// Rows that an owner adds: the stack has outputs for their dead letters, and the command lists and redrives them on a stage and locally.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { namesOf, type TriggerRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';
import { appName } from '../../lambda/names';
import { type AwsStandIn, startAwsStandIn, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import type { StandInQueue } from '../../lib/testing/stand-ins/stand-in-queue';
import { synthTemplate } from '../../lib/testing/synth';
import { readable } from '../../lib/testing/template';
import { MessageFiles } from '../../local/sqs/message-files';
import type { RedriveSource } from '../../ops/redrive/dead-letter-queue';
import { openLocalRun } from '../../ops/redrive/local-run';
import { findings } from '../../ops/redrive/report';
import { openStage } from '../../ops/redrive/stage';
import type { Outputs } from '../../ops/stack-outputs';
import { temporaryFolder } from '../support/local';
import { scratchRows } from '../support/scratch-rows';

jest.mock('../../lambda/events/triggers', () => {
  const table = jest.requireActual('../../lambda/events/triggers');
  return { ...table, triggers: [...table.triggers, ...jest.requireActual('../support/scratch-rows').scratchRows] };
});

const withDeadLetters = (rows: readonly TriggerRow[]) =>
  rows.filter(({ on }) => !('schedule' in on)).map((row) => namesOf(row).source);

const busEvent = {
  'detail-type': 'ImageReady',
  source: appName,
  time: '2026-11-22T11:00:00Z',
  detail: { type: 'ImageReady', eventId: 'event-1', owner: 'alice', id: 'image-1' },
};

const queueNamed = ({ queues }: RedriveSource, name: string) => {
  const queue = queues.find((each) => each.name === name);
  if (!queue) throw new Error(`The source has no ${name}.`);
  return queue;
};

it('has outputs for the dead letters of each row, and for the function behind a stream or the bus', () => {
  const outputs = Object.entries(synthTemplate().findOutputs('*')).map(([name, { Value }]) => [name, readable(Value)]);

  expect(Object.fromEntries(outputs.filter(([name]) => name?.startsWith('Test')))).toEqual({
    TestMailsDeadLettersUrl: '<StorageTestMailsDeadLetters>',
    TestCounterDeadLettersUrl: '<ServiceTestCounterTriggerDeadLetters>',
    TestCounterArn: '<ServicetestcounterFunctionAliaslive>',
    TestGreetingDeadLettersUrl: '<ServiceTestGreetingTriggerDeadLetters>',
    TestGreetingArn: '<ServicetestgreetingFunctionAliaslive>',
  });
});

describe('on a stage', () => {
  const [counter, greeting] = ['test-counter', 'test-greeting'].map(
    (name) => `arn:aws:lambda:eu-central-1:1:function:${name}:live`,
  );
  const streamArn = 'arn:aws:dynamodb:eu-central-1:1:table/Images/stream/2026-11-01T00:00:00.000';
  let aws: AwsStandIn;
  let mails: StandInQueue;
  let deadMails: StandInQueue;
  let changes: StandInQueue;
  let events: StandInQueue;
  let stage: RedriveSource;

  beforeEach(async () => {
    aws = await startAwsStandIn();
    mails = aws.queue('mails');
    deadMails = aws.queue('mails-dead', mails);
    changes = aws.queue('counter-dead');
    events = aws.queue('greeting-dead');
    aws.stacks.set('App-test', {
      TestMailsDeadLettersUrl: deadMails.url,
      TestCounterDeadLettersUrl: changes.url,
      TestCounterArn: counter as string,
      TestGreetingDeadLettersUrl: events.url,
      TestGreetingArn: greeting as string,
    } satisfies Outputs);
    useAws(aws);
    stage = await openStage('App-test');
  });
  afterEach(() => aws.close());

  it('lists the queues of the rows that the stack has', () => {
    expect(stage.queues.map(({ name }) => name)).toEqual(withDeadLetters(scratchRows));
  });

  it('shows the beginning of a message, and moves messages back to their queue', async () => {
    deadMails.send(`{"to": "ada@example.com", "text": "${'x'.repeat(100)}"}`);
    const queue = queueNamed(stage, 'test-mails');

    expect((await queue.inspect()).letters[0]?.subject).toMatch(/^message \{"to": "ada@example\.com", "text": "x+…$/);
    expect(queue.remedy).toBe('moves them back to the queue of test-mail');
    expect(await queue.redrive()).toEqual({ redriven: 1, lost: 0, kept: [] });
    expect(mails.messages).toHaveLength(1);
  });

  it('invokes the function of a stream with the changes that match the patterns of the row, in batches of its size', async () => {
    const calls: { name: string; changes: string[] }[] = [];
    aws.invoke = (name, { Records }: DynamoDBStreamEvent) => {
      calls.push({ name, changes: Records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '') });
      return {};
    };
    const numbers = Array.from({ length: 52 }, (_, index) => 101 + index);
    const change = (eventName: string, SequenceNumber: string) => ({ eventName, dynamodb: { SequenceNumber } });
    aws.records.push(change('REMOVE', '100'), ...numbers.map((number) => change('INSERT', String(number))));
    changes.send({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
      DDBStreamBatchInfo: {
        shardId: 'shardId-1',
        startSequenceNumber: '100',
        endSequenceNumber: '152',
        approximateArrivalOfFirstRecord: '2026-11-22T11:00:00Z',
        batchSize: 52,
        streamArn,
      },
    });

    expect(await queueNamed(stage, 'test-counter').redrive()).toEqual({ redriven: 1, lost: 0, kept: [] });

    const inserted = numbers.map(String);
    expect(calls).toEqual([
      { name: counter, changes: inserted.slice(0, 50) },
      { name: counter, changes: inserted.slice(50) },
    ]);
    expect(queueNamed(stage, 'test-counter').loss).toBe('the stream no longer has them');
  });

  describe('events', () => {
    const failedEvent = {
      version: '1.0',
      timestamp: '2026-11-22T12:00:00.000Z',
      requestContext: { requestId: 'r', functionArn: greeting, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { ...busEvent, detail: { ...busEvent.detail, id: 'image-2' } },
      responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'The mail server is down' },
    };

    it('are listed with the reason, from EventBridge or from Lambda', async () => {
      events.send(busEvent, { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'The rule may not invoke it.' }, Date.now() - 60_000);
      events.send(failedEvent);
      events.send('rubbish', {}, Date.now() - 120_000);

      expect((await queueNamed(stage, 'test-greeting').inspect()).letters).toMatchObject([
        { subject: 'a message that cannot be read' },
        { subject: 'ImageReady of image image-1', reason: 'The rule may not invoke it.' },
        { subject: 'ImageReady of image image-2', reason: 'RetriesExhausted after 3 invocations' },
      ]);
    });

    it('are passed to the function unchanged; failed events and other messages are kept', async () => {
      const calls: [string, unknown][] = [];
      aws.invoke = (name, event: typeof busEvent) => {
        calls.push([name, event]);
        if (event.detail.id === 'image-2') throw new Error('The mail server is down');
      };
      for (const body of [busEvent, failedEvent, 'rubbish']) events.send(body);

      expect(await queueNamed(stage, 'test-greeting').redrive()).toEqual({
        redriven: 1,
        lost: 0,
        kept: [
          'ImageReady of image image-2: test-greeting failed (The mail server is down); see its log.',
          'A message is not an event.',
        ],
      });

      expect(calls).toEqual([
        [greeting, busEvent],
        [greeting, failedEvent.requestPayload],
      ]);
      expect(events.visible).toHaveLength(2);
    });
  });
});

describe('in the local run', () => {
  it('lists and redrives the queues of the rows that have received something', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    await mkdir(dataDir);
    const message = { id: 'message', sentAt: Date.now(), place: 1, receives: 8 };
    for (const [name, body] of [
      ['test-mails', 'hello'],
      ['test-greeting', JSON.stringify(busEvent)],
    ] as const) {
      const files = await MessageFiles.open(join(dataDir, 'queues', name));
      await files.save({ ...message, body });
      await files.moveToDeadLetters('message');
    }
    process.env.LOCAL_DATA_DIR = dataDir;

    const source = await openLocalRun();
    const lines = await Promise.all(source.queues.map(async (queue) => findings(queue, await queue.inspect())));
    const results = await Promise.all(source.queues.map((queue) => queue.redrive()));
    await source.close();

    expect(lines).toEqual([
      'test-mails: 1\n  message hello, sent 0 min ago, tried 8 times\n  --yes sends them to test-mail again.',
      'test-greeting: 1\n  ImageReady of image image-1, sent 0 min ago, tried 8 times\n  --yes sends them to test-greeting again.',
    ]);
    expect(results).toEqual(Array(2).fill({ redriven: 1, lost: 0, kept: [] }));
  });

  it('knows the folder of every row with dead letters', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    const rows = (triggers as readonly TriggerRow[]).filter(({ on }) => !('schedule' in on));
    for (const row of rows) await MessageFiles.open(join(dataDir, namesOf(row).folder));
    process.env.LOCAL_DATA_DIR = dataDir;

    const source = await openLocalRun();
    await source.close();

    expect(source.queues.map(({ name }) => name)).toEqual(withDeadLetters(rows));
  });
});
