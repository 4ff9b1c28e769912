import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { uploadMaxReceives } from '../../lambda/contract';
import { uploadKey } from '../../lambda/core/keys';
import { describeWith } from '../../lib/testing/describe-with';
import { dynamoDbLocal, startDynamoDbLocal } from '../../lib/testing/servers/dynamodb-local';
import { buckets, moto, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { listen } from '../../lib/testing/stand-ins/listen';
import { startProcess } from '../../lib/testing/stand-ins/server-process';
import { createTable } from '../../local/dynamodb/database';
import { s3Notification } from '../../local/s3/s3-notification';
import { failedImage } from './end-to-end';
import { clientId, startIssuerStandIn } from './issuer-stand-in';

/** The resources of a stage, on servers of this computer: what the process reaches on AWS. */
export interface AwsServers {
  /** Environment variables of `npm run serve`. */
  readonly environment: NodeJS.ProcessEnv;
  tokenOf(owner: string): Promise<string>;
  failedImage(owner: string): Promise<string>;
  /** Sends a message to the queue of uploads, as if S3 had. */
  send(body: string): Promise<void>;
  /** Messages in the queue and in its dead-letter queue, hidden or not. */
  counts(): Promise<{ waiting: number; hidden: number; dead: number }>;
  close(): Promise<void>;
}

/** Paths of the servers. */
interface Commands {
  readonly dynamo: string;
  readonly sqs: string;
  readonly s3: string;
}

/** Tests on DynamoDB Local, moto (for SQS) and versitygw (for S3). Without one of them they are skipped, with a message. */
export function describeOnAws(title: string, tests: (commands: Commands) => void): void {
  describeWith(dynamoDbLocal, title, (dynamo) =>
    describeWith(moto, 'with SQS', (sqs) => describeWith(versitygw, 'with S3', (s3) => tests({ dynamo, sqs, s3 }))),
  );
}

/** @param visibilitySeconds when a failed message is received again; the stack's queue has nine minutes */
export async function startAwsServers(commands: Commands, visibilitySeconds: number): Promise<AwsServers> {
  const queueServer = await startProcess(commands.sqs, (port) => ['-H', '127.0.0.1', '-p', String(port)]);
  const sqs = new SQSClient({ endpoint: queueServer.endpoint, region, credentials });
  const dead = await createQueue(sqs, 'dead', {});
  const { Attributes: { QueueArn: deadLetterTargetArn } = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const uploads = await createQueue(sqs, 'uploads', {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: uploadMaxReceives }),
  });
  const send = async (MessageBody: string) => void (await sqs.send(new SendMessageCommand({ QueueUrl: uploads, MessageBody })));
  // versitygw knows webhooks and not SQS, and its event of a form lacks the key. So each one sends what is new in the bucket.
  const known = new Set<string>();
  const concealed = new Set<string>();
  const notifications = await listen(async (request, response) => {
    response.end();
    if (!(await text(request)).includes(`"${buckets.originals}"`)) return;
    const { Versions = [] } = await store.client.send(new ListObjectVersionsCommand({ Bucket: buckets.originals }));
    for (const { Key: key = '', VersionId: version = 'null', Size: bytes = 0, LastModified: at = new Date() } of Versions) {
      if (known.has(key + version) || concealed.has(key)) continue;
      known.add(key + version);
      await send(s3Notification('originals', { key, bytes, version, sequencer: at.getTime().toString(16) }, at));
    }
  });
  const store = await startVersitygw(commands.s3, ['--event-webhook-url', notifications.endpoint]);
  const database = await startDynamoDbLocal(commands.dynamo);
  const client = new DynamoDBClient({ endpoint: database.endpoint, region, credentials });
  await createTable(client, 'Images');
  const issuer = await startIssuerStandIn();
  return {
    environment: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_ENDPOINT_URL_SQS: queueServer.endpoint,
      AWS_ENDPOINT_URL_S3: store.endpoint,
      TABLE_NAME: 'Images',
      ORIGINALS_BUCKET: buckets.originals,
      RENDITIONS_BUCKET: buckets.renditions,
      UPLOADS_QUEUE_URL: uploads,
      SERVICE_NAME: 'serve-test',
      // A request of a killed process for messages still gets one, and hides it for nothing.
      WORKER_WAIT_SECONDS: '1',
      WORKER_HIDDEN_SECONDS: '3',
      SIGN_IN_ISSUER: issuer.issuer,
      SIGN_IN_CLIENT_IDS: clientId,
    },
    tokenOf: async (owner) => issuer.tokenOf(owner),
    failedImage: (owner) =>
      failedImage(owner, {
        images: new DynamoImageRepository(client, 'Images'),
        originals: new S3BlobStore(store.client, buckets.originals),
        conceal: (image) => concealed.add(uploadKey(image.owner, image.id)),
      }),
    send,
    async counts() {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const [own, lost] = await Promise.all(
        [uploads, dead].map((QueueUrl) =>
          sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] })),
        ),
      );
      const count = (answer: typeof own, name: (typeof AttributeNames)[number]) => Number(answer?.Attributes?.[name]);
      return {
        waiting: count(own, AttributeNames[0]),
        hidden: count(own, AttributeNames[1]),
        dead: count(lost, AttributeNames[0]),
      };
    },
    async close() {
      await issuer.close();
      client.destroy();
      await database.close();
      await store.close();
      await notifications.close();
      sqs.destroy();
      await queueServer.close();
    },
  };
}

async function createQueue(sqs: SQSClient, QueueName: string, Attributes: Record<string, string>): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}
