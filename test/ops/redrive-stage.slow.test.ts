import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { explainAwsErrors } from '../../cli/aws-fault';
import { UserError } from '../../cli/user-error';
import { encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import { uploadKey } from '../../lambda/core/keys';
import imageChanged from '../../lambda/events/image-changed';
import { triggerNamed } from '../../lambda/events/triggers';
import { appName, defaultStack } from '../../lambda/names';
import { type AwsStandIn, awsEnvironment, startAwsStandIn, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import type { StandInQueue } from '../../lib/testing/stand-ins/stand-in-queue';
import { s3Notification } from '../../local/s3/s3-notification';
import type { DeadLetterQueue } from '../../ops/redrive/dead-letter-queue';
import { QueueLetters } from '../../ops/redrive/queue-letters';
import { openStage } from '../../ops/redrive/stage';
import type { Outputs } from '../../ops/stack-outputs';
import { Command } from '../support/local';
import { openTestServices, type TestServices } from '../support/services';
import { createRecord, host, storeOriginal } from '../support/upload';

const alias = 'arn:aws:lambda:eu-central-1:111122223333:function:image-changed:live';
const streamArn = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Images/stream/2026-11-01T00:00:00.000';
const hoursAgo = (hours: number) => Date.now() - hours * 60 * 60_000;

let aws: AwsStandIn;
let environment: NodeJS.ProcessEnv;
let source: StandInQueue;
let uploads: StandInQueue;
let changes: StandInQueue;
let webhook: StandInQueue;

beforeEach(async () => {
  aws = await startAwsStandIn();
  source = aws.queue('uploads');
  uploads = aws.queue('uploads-dead', source);
  changes = aws.queue('changes-dead');
  webhook = aws.queue('webhook-dead');
  aws.stacks.set('App-test', {
    UploadDeadLettersUrl: uploads.url,
    ChangeDeadLettersUrl: changes.url,
    ImageChangedArn: alias,
    WebhookDeadLettersUrl: webhook.url,
    EventBusName: 'App-test',
  } satisfies Outputs);
  environment = awsEnvironment(aws);
  useAws(aws);
});

afterEach(() => aws.close());

async function queueNamed(name: DeadLetterQueue['name']): Promise<DeadLetterQueue> {
  const queue = (await openStage('App-test')).queues.find((each) => each.name === name);
  if (!queue) throw new Error(`The stage has no ${name}.`);
  return queue;
}

const s3Message = (id: string) =>
  s3Notification('originals', { key: uploadKey('alice', id), version: 'v1', sequencer: '01', bytes: 1 } as never, new Date());

/** The message that the trigger sends about discarded changes. */
const changeMessage = (first: number, last: number, size: number) => ({
  requestContext: { requestId: 'r', functionArn: alias, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
  responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-11-22T12:00:00.000Z',
  DDBStreamBatchInfo: {
    shardId: 'shardId-00000001',
    startSequenceNumber: String(first),
    endSequenceNumber: String(last),
    approximateArrivalOfFirstRecord: '2026-11-22T11:00:00Z',
    approximateArrivalOfLastRecord: '2026-11-22T11:00:01Z',
    batchSize: size,
    streamArn,
  },
});

const busEvent = (id: string) => ({
  version: '0',
  id: `delivery-of-${id}`,
  'detail-type': 'ImageReady',
  source: appName,
  account: '111122223333',
  time: '2026-11-22T11:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: { version: 1, type: 'ImageReady', eventId: `event-of-${id}`, owner: 'alice', id },
});

describe('an inspection', () => {
  it('lists the messages of every queue, the oldest first, and removes none', async () => {
    for (let count = 1; count <= 12; count += 1) uploads.send(s3Message(`image-${count}`), {}, hoursAgo(count));
    changes.send(changeMessage(20, 30, 2));
    webhook.send(busEvent('image-1'), { ERROR_CODE: 'SDK_CLIENT_ERROR', ERROR_MESSAGE: 'The server answered 410.' });

    const { queues } = await openStage('App-test');
    const [ofUploads, ofChanges, ofWebhook] = await Promise.all(queues.map((queue) => queue.inspect()));

    expect(ofUploads?.count).toBe(12);
    expect(ofUploads?.letters).toHaveLength(10);
    const times = ofUploads?.letters.map(({ sentAt }) => sentAt.getTime()) ?? [];
    expect(times).toEqual([...times].sort());
    expect(ofUploads?.letters.every(({ subject }) => /^image image-\d+$/.test(subject))).toBe(true);
    expect(ofChanges).toMatchObject({
      count: 1,
      letters: [{ subject: '2 changes since 2026-11-22T11:00:00Z', reason: 'RetryAttemptsExhausted after 11 invocations' }],
    });
    expect(ofWebhook).toMatchObject({
      count: 1,
      letters: [{ subject: 'ImageReady of image image-1', reason: 'The server answered 410.' }],
    });
    expect([uploads, changes, webhook].map(({ visible }) => visible.length)).toEqual([12, 1, 1]);
  });

  it('lists messages that cannot be parsed, too', async () => {
    const announced = { owner: 'alice', id: 'image-9', version: 'v1', attempt: 1, at: '2026-11-22T11:00:00Z' };
    for (const body of [encodeAnnouncedUpload(announced), 'rubbish', '{"Event": "s3:TestEvent"}']) uploads.send(body);
    changes.send('rubbish');
    webhook.send('{}');

    const subjects = async (name: string) => (await (await queueNamed(name)).inspect()).letters.map(({ subject }) => subject);

    expect((await subjects('uploads')).sort()).toEqual(['a message that cannot be read', 'image image-9', 'no image']);
    expect(await subjects('changes')).toEqual(['a message that cannot be read']);
    expect(await subjects('webhook')).toEqual(['a message that cannot be read']);
  });

  it('leaves out a queue that the stack does not have', async () => {
    aws.stacks.set('App-test', { UploadDeadLettersUrl: uploads.url });
    expect((await openStage('App-test')).queues.map(({ name }) => name)).toEqual(['uploads']);
  });
});

describe('uploads', () => {
  it('are moved back to their queue, and counted when the move is complete', async () => {
    const letters = new QueueLetters(new SQSClient(), uploads.url, triggerNamed('resize-image'), 1);
    uploads.send(s3Message('image-1'));
    uploads.send(s3Message('image-2'));

    expect(await letters.redrive()).toEqual({ redriven: 2, lost: 0, kept: [] });
    expect(source.messages).toHaveLength(2);
    // The first task is still listed. It must not be mistaken for the second.
    uploads.send(s3Message('image-3'));
    expect(await letters.redrive()).toEqual({ redriven: 1, lost: 0, kept: [] });
    expect(uploads.messages).toEqual([]);
  });
});

describe('changes', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await openTestServices();
  });
  afterAll(() => services.close());

  const removal = (SequenceNumber: string, id: string, more: object = {}) => ({
    eventID: `change-${SequenceNumber}`,
    eventName: 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    ...more,
    dynamodb: {
      ApproximateCreationDateTime: 1_795_345_200,
      Keys: { owner: { S: 'alice' }, id: { S: id } },
      OldImage: { owner: { S: 'alice' }, id: { S: id }, status: { S: 'READY' } },
      SequenceNumber,
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });

  it('are read from the stream again and processed, except those that the filter excludes', async () => {
    const image = { owner: 'alice', id: await createRecord(services, 'alice') };
    await storeOriginal(services, image, Buffer.from('bytes'));
    const counter = { owner: { S: 'QUOTA#alice' }, id: { S: 'day' }, used: { N: '1' } };
    aws.records.push(
      removal('10', 'before'),
      removal('20', image.id),
      { ...removal('25', 'counter'), dynamodb: { ...removal('25', 'counter').dynamodb, OldImage: counter } } as never,
      removal('100', 'expired', { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } }),
      removal('110', 'behind'),
    );
    const called: string[] = [];
    aws.invoke = (name, event: DynamoDBStreamEvent) => {
      called.push(name);
      return imageChanged(event, { ...services.common, ...services.own }, host);
    };
    changes.send(changeMessage(20, 100, 2));

    expect(await (await queueNamed('changes')).redrive()).toEqual({ redriven: 1, lost: 0, kept: [] });

    expect(called).toEqual([alias]);
    expect(services.published).toMatchObject([
      { type: 'ImageDeleted', id: image.id, eventId: 'change-20', at: '2026-11-22T11:00:00.000Z', cause: 'REQUEST' },
      { type: 'ImageDeleted', id: 'expired', eventId: 'change-100', cause: 'EXPIRY' },
    ]);
    expect(await services.own.originals.stat(uploadKey(image.owner, image.id))).toBeUndefined();
    expect(changes.messages).toEqual([]);
  });

  it.each(['TrimmedDataAccessException', 'ResourceNotFoundException'])(
    'are removed as lost when the stream no longer has them (%s)',
    async (type) => {
      aws.refusals.set('GetShardIterator', { type, message: 'gone' });
      changes.send(changeMessage(20, 30, 2));
      expect(await (await queueNamed('changes')).redrive()).toEqual({ redriven: 0, lost: 1, kept: [] });
      expect(changes.messages).toEqual([]);
    },
  );

  it.each<[string, () => unknown, RegExp]>([
    [
      'fails',
      () => {
        throw new Error('S3 is down');
      },
      /^2 changes since .*: image-changed failed \(S3 is down\)/,
    ],
    ['fails for some', () => ({ batchItemFailures: [{ itemIdentifier: '20' }] }), /could not process all of them/],
  ])('are kept and visible again at once when the function %s', async (_case, invoke, why) => {
    aws.records.push(removal('20', 'a'), removal('30', 'b'));
    aws.invoke = invoke;
    changes.send(changeMessage(20, 30, 2));
    const { kept, redriven } = await (await queueNamed('changes')).redrive();
    expect({ kept, redriven }).toEqual({ kept: [expect.stringMatching(why)], redriven: 0 });
    expect(changes.visible).toHaveLength(1);
  });

  it('are kept when the stream cannot be read, with an error that names the missing permission', async () => {
    const message = `User: arn:aws:iam::1:user/ada is not authorized to perform: dynamodb:GetShardIterator on resource: ${streamArn}`;
    aws.refusals.set('GetShardIterator', { type: 'AccessDeniedException', message });
    changes.send(changeMessage(20, 30, 2));
    const letters = await queueNamed('changes');
    await expect(explainAwsErrors(() => letters.redrive())).rejects.toThrow(
      /^The permission dynamodb:GetShardIterator is missing \(User: /,
    );
    expect(changes.visible).toHaveLength(1);
  });
});

describe('events for the webhook', () => {
  it('are published again unchanged; other messages are kept', async () => {
    for (let count = 1; count <= 15; count += 1) webhook.send(busEvent(`image-${count}`));
    webhook.send('rubbish');

    expect(await (await queueNamed('webhook')).redrive()).toEqual({ redriven: 15, lost: 0, kept: ['A message is not an event.'] });

    expect(aws.events).toHaveLength(15);
    const { detail } = busEvent('image-1');
    expect(aws.events[0]).toEqual({
      EventBusName: 'App-test',
      Source: appName,
      DetailType: 'ImageReady',
      Detail: JSON.stringify(detail),
      Time: Date.parse('2026-11-22T11:00:00Z') / 1000,
    });
    expect(webhook.visible.map(({ Body }) => Body)).toEqual(['rubbish']);
  });
});

describe('npm run redrive -- --stack', () => {
  const redrive = (...args: string[]) => Command.run('../ops/redrive/main.ts', ['--stack', ...args], environment);

  it('changes nothing without --yes. With it, prints the result of each queue, and fails when messages are left', async () => {
    uploads.send(s3Message('image-1'), {}, hoursAgo(3));
    webhook.send('rubbish');

    const look = redrive('App-test');
    expect(await look.ended).toBe(0);
    expect(look.stdout.split('\n').slice(0, 4)).toEqual([
      'uploads: 1',
      '  image image-1, sent 3 h ago',
      '  --yes moves them back to the queue of resize-image.',
      'changes: none',
    ]);
    expect(look.stdout).toMatch(/Nothing was changed\.\n$/);
    expect(uploads.visible).toHaveLength(1);

    const yes = redrive('App-test', '--yes');
    expect(await yes.ended).toBe(1);
    expect(yes.stdout).toBe('uploads: 1 redriven\nchanges: none\nwebhook: 0 redriven, 1 kept\n  A message is not an event.\n');
    expect(source.visible).toHaveLength(1);
  });
});

describe('is rejected in one line', () => {
  const opened = (stack = 'App-test') => explainAwsErrors(() => openStage(stack));

  it('if the stack does not exist, or belongs to another application', async () => {
    await expect(opened(defaultStack)).rejects.toThrow(
      new RegExp(`^The stack "${defaultStack}" does not exist in eu-central-1\\. Name another stack \\(--stack NAME\\).*$`),
    );
    aws.stacks.set('Other', { Url: 'https://app.example.com' });
    await expect(opened('Other')).rejects.toThrow(/^The stack "Other" has no output with a dead-letter queue\..*$/);
  });

  it('without credentials, without a region, and if AWS cannot be reached', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(opened()).rejects.toThrow(/^No AWS credentials found \(.*\)\. Log in .*$/);
    process.env.AWS_ACCESS_KEY_ID = 'AKIDTEST';
    delete process.env.AWS_REGION;
    await expect(opened()).rejects.toThrow(/^No region is set\..*$/);
    process.env.AWS_REGION = 'eu-central-1';
    await aws.close();
    await expect(opened()).rejects.toThrow(/^Cannot reach AWS \(.*$/);
  });

  it.each([
    [
      'AccessDenied',
      'User: ada is not authorized\nto perform: cloudformation:DescribeStacks',
      /^The permission cloudformation:Desc/,
    ],
    ['AccessDenied', 'No.', /^A permission is missing \(No\.\)\. Request it.*$/],
    ['ExpiredToken', 'The token has expired.', /^AWS rejected the credentials: The token has expired\. Log in again.*$/],
    ['ValidationError', 'The name is none.', /^AWS rejected the request: ValidationError: The name is none\.$/],
  ])('if AWS answers %s: %j', async (type, message, words) => {
    aws.refusals.set('DescribeStacks', { type, message });
    const error = await opened().catch((refusal) => refusal);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(words);
    expect(error.message).not.toMatch(/\n/);
  });
});
