// Announced uploads on a failing SQS, and on moto's.
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsUploadAnnouncer } from '../../../lambda/adapters/aws/sqs-upload-announcer';
import { parseAnnouncedUpload } from '../../../lambda/core/announced-upload';
import { describeWith } from '../../../lib/testing/describe-with';
import { moto, startMoto } from '../../../lib/testing/servers/s3-servers';
import { credentials, region, sqsAt } from '../../../lib/testing/stand-ins/clients';
import { sqsSenderContract } from '../../contracts/sqs-sender';

const upload = {
  owner: 'ünï 😀',
  id: '01a2044d-859e-7131-b380-dc81b2856f42',
  version: 'v1',
  attempt: 2,
  at: '2026-11-22T12:00:00.000Z',
};

describe('on a failing SQS', () => {
  sqsSenderContract({
    body: JSON.stringify({ announced: upload }),
    open(client, queueUrl) {
      const announcer = new SqsUploadAnnouncer(client, queueUrl);
      return () => announcer.announce(upload);
    },
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
