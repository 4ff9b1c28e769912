import type { SQSClient } from '@aws-sdk/client-sqs';
import { sqsLimits } from '../../lambda/adapters/aws/client-config';
import { sqsAt } from '../../lib/testing/stand-ins/clients';
import {
  answer,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  startFaultyServer,
} from '../../lib/testing/stand-ins/faulty-server';
import { type SqsServer, startSqsServer } from '../../lib/testing/stand-ins/sqs-server';

export interface SqsSenderProps {
  /** The body of the message that `open` sends. */
  readonly body: string;
  /** @returns sends one message */
  readonly open: (client: Pick<SQSClient, 'send'>, queueUrl: string) => () => Promise<void>;
}

const throttled = answer(400, '{"__type": "com.amazonaws.sqs#RequestThrottled"}', { 'content-type': 'application/x-amz-json-1.0' });

/** The contract of every adapter that sends to SQS, on a failing SQS. */
export function sqsSenderContract({ body, open }: SqsSenderProps): void {
  let sqs: SqsServer;
  let server: FaultyServer;
  let send: () => Promise<void>;
  beforeEach(async () => {
    sqs = await startSqsServer();
    server = await startFaultyServer(sqs.endpoint);
    send = open(sqsAt(server.endpoint), `${server.endpoint}/111122223333/queue`);
  });
  afterEach(async () => {
    await server.close();
    await sqs.close();
  });

  it.each([
    ['throttles twice', [throttled, throttled], 1],
    ['answers 500 twice', [internalError, internalError], 1],
    ['breaks the connection before the request arrives', [dropBefore], 1],
    ['loses its response', [dropAfter], 2],
  ])('sends a message although SQS %s', async (_, faults, times) => {
    server.next(...faults);
    await send();
    expect(sqs.sent).toEqual(Array(times).fill({ queueUrl: `${server.endpoint}/111122223333/queue`, body }));
  });

  it('rejects when SQS fails permanently, after the maximum number of attempts', async () => {
    server.always(internalError);
    await expect(send()).rejects.toThrow();
    expect(server.requests).toHaveLength(sqsLimits.maxAttempts);
  });
}
