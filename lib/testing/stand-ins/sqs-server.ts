import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { listen } from './listen';

export interface SqsServer {
  /** Base URL of the queues. */
  readonly endpoint: string;
  /** Sent messages in order, with the URL of the queue. */
  readonly sent: readonly { readonly queueUrl: string; readonly body: string }[];
  close(): Promise<void>;
}

/** SendMessage, the only SQS request of a packaged function. Every queue exists, and signatures are not verified. */
export async function startSqsServer(): Promise<SqsServer> {
  const sent: { queueUrl: string; body: string }[] = [];
  const server = await listen(async (request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    const { QueueUrl: queueUrl, MessageBody: body } = JSON.parse(await text(request));
    if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage') {
      response.writeHead(400).end('{"__type": "com.amazonaws.sqs#UnsupportedOperation"}');
      return;
    }
    sent.push({ queueUrl, body });
    // The SDK verifies this checksum.
    response.end(JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(body).digest('hex') }));
  });
  return { ...server, sent };
}
