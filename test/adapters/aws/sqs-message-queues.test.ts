// Messages to the queues of the application, on a failing SQS.
import { sqsLimits } from '../../../lambda/adapters/aws/client-config';
import { SqsMessageQueues } from '../../../lambda/adapters/aws/sqs-message-queues';
import { sqsAt } from '../../../lib/testing/stand-ins/clients';
import {
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  startFaultyServer,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type SqsServer, startSqsServer } from '../../../lib/testing/stand-ins/sqs-server';

const body = '{"to": "ünï 😀"}';

let sqs: SqsServer;
let server: FaultyServer;
let queues: SqsMessageQueues;
beforeEach(async () => {
  sqs = await startSqsServer();
  server = await startFaultyServer(sqs.endpoint);
  queues = new SqsMessageQueues(sqsAt(server.endpoint), { 'order-mails': `${server.endpoint}/111122223333/order-mails` });
});
afterEach(async () => {
  await server.close();
  await sqs.close();
});

it.each([
  ['answers 500 twice', [internalError, internalError], 1],
  ['breaks the connection before the request arrives', [dropBefore], 1],
  ['loses its response', [dropAfter], 2],
])('a message is sent although SQS %s', async (_, faults, times) => {
  server.next(...faults);
  await queues.send('order-mails', body);
  expect(sqs.sent.map((message) => message.body)).toEqual(Array(times).fill(body));
});

it('a message is not sent when SQS fails permanently, after the maximum number of attempts', async () => {
  server.always(internalError);
  await expect(queues.send('order-mails', body)).rejects.toThrow();
  expect(server.requests).toHaveLength(sqsLimits.maxAttempts);
});

it('rejects a queue that the row has no permit for, and names the permit', async () => {
  await expect(queues.send('letters', body)).rejects.toThrow(
    'This function may not send to the queue "letters", but to order-mails. Add queues.send:letters to its row.',
  );
  expect(server.requests).toHaveLength(0);
});
