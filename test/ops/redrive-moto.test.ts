// Inspecting and draining a queue on moto's SQS, which does not support tasks that move messages.
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describeWith } from '../../lib/testing/describe-with';
import { moto } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { type ServerProcess, startProcess } from '../../lib/testing/stand-ins/server-process';
import { SqsLetters } from '../../ops/redrive/sqs-letters';

describeWith(moto, 'dead letters on moto', (command) => {
  let server: ServerProcess;
  let client: SQSClient;
  beforeAll(async () => {
    server = await startProcess(command, (port) => ['-H', '127.0.0.1', '-p', String(port)]);
    client = new SQSClient({ endpoint: server.endpoint, region, credentials });
  }, 60_000);
  afterAll(async () => {
    client?.destroy();
    await server?.close();
  });

  async function queue(QueueName: string): Promise<string> {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  }

  const send = (QueueUrl: string, MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const bodies = async (QueueUrl: string) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    return ((await client.send(command)).Messages ?? []).map(({ Body }) => Body).sort();
  };

  it('are inspected repeatedly, and none is removed', async () => {
    const url = await queue('looked-at');
    for (let count = 1; count <= 12; count += 1) await send(url, String(count));
    const letters = new SqsLetters(client, url);

    for (let look = 0; look < 3; look += 1) {
      const found = await letters.inspect(({ Body = '' }) => ({ subject: Body }));
      expect(found.count).toBe(12);
      expect(found.letters).toHaveLength(10);
      expect(new Set(found.letters.map(({ subject }) => subject)).size).toBe(10);
      expect(Math.abs(Date.now() - Number(found.letters[0]?.sentAt))).toBeLessThan(60_000);
    }
  });

  it('are drained, except for kept ones, which are visible again immediately', async () => {
    const url = await queue('drained');
    for (let count = 0; count < 25; count += 1) await send(url, String(count));
    const letters = new SqsLetters(client, url);

    const { redriven, lost, kept } = await letters.drain(async ({ Body }) =>
      Body === '7' ? { kept: 'Seven.' } : Number(Body) < 20 ? 'REDRIVEN' : 'LOST',
    );

    expect({ redriven, lost, kept }).toEqual({ redriven: 19, lost: 5, kept: ['Seven.'] });
    expect(await bodies(url)).toEqual(['7']);
  });
});
