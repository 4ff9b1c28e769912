// Announced uploads on a failing SQS, and on moto's.
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sqsLimits } from '../../../lambda/adapters/aws/client-config';
import { SqsUploadAnnouncer } from '../../../lambda/adapters/aws/sqs-upload-announcer';
import { parseAnnouncedUpload } from '../../../lambda/core/announced-upload';
import { describeWith } from '../../../lib/testing/describe-with';
import { moto, startMoto } from '../../../lib/testing/servers/s3-servers';
import { credentials, region, sqsAt } from '../../../lib/testing/stand-ins/clients';
import {
  answer,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  startFaultyServer,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type SqsServer, startSqsServer } from '../../../lib/testing/stand-ins/sqs-server';

const upload = {
  owner: 'ünï 😀',
  id: '01a2044d-859e-7131-b380-dc81b2856f42',
  version: 'v1',
  attempt: 2,
  at: '2026-11-22T12:00:00.000Z',
};

describe('on a failing SQS', () => {
  let sqs: SqsServer;
  let server: FaultyServer;
  let announcer: SqsUploadAnnouncer;
  beforeEach(async () => {
    sqs = await startSqsServer();
    server = await startFaultyServer(sqs.endpoint);
    announcer = new SqsUploadAnnouncer(sqsAt(server.endpoint), `${server.endpoint}/111122223333/uploads`);
  });
  afterEach(async () => {
    await server.close();
    await sqs.close();
  });

  const throttled = answer(400, '{"__type": "com.amazonaws.sqs#RequestThrottled"}', {
    'content-type': 'application/x-amz-json-1.0',
  });

  it.each([
    ['throttles twice', [throttled, throttled], 1],
    ['answers 500 twice', [internalError, internalError], 1],
    ['breaks the connection before the request arrives', [dropBefore], 1],
    ['loses its response', [dropAfter], 2],
  ])('an upload is announced although SQS %s', async (_, faults, times) => {
    server.next(...faults);
    await announcer.announce(upload);
    expect(sqs.sent.map(({ body }) => parseAnnouncedUpload(body))).toEqual(Array(times).fill(upload));
  });

  it('an upload is not announced when SQS fails permanently, after the maximum number of attempts', async () => {
    server.always(internalError);
    await expect(announcer.announce(upload)).rejects.toThrow();
    expect(server.requests).toHaveLength(sqsLimits.maxAttempts);
  });
});

describeWith(moto, 'on moto', (command) => {
  it('an announced upload is received unchanged', async () => {
    const server = await startMoto(command);
    const client = new SQSClient({ endpoint: server.endpoint, region, credentials });
    try {
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'uploads' }));
      await new SqsUploadAnnouncer(sqsAt(server.endpoint), QueueUrl).announce(upload);
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      expect(Messages.map(({ Body = '' }) => parseAnnouncedUpload(Body))).toEqual([upload]);
    } finally {
      client.destroy();
      await server.close();
    }
  }, 60_000);
});
