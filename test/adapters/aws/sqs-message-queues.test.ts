import { SqsMessageQueues } from '../../../lambda/adapters/aws/sqs-message-queues';
import { sqsSenderContract } from '../../contracts/sqs-sender';

const body = '{"to": "ünï 😀"}';

sqsSenderContract({
  body,
  open(client, queueUrl) {
    const queues = new SqsMessageQueues(client, { 'order-mails': queueUrl });
    return () => queues.send('order-mails', body);
  },
});

it('rejects a queue that the row has no permit for, and names the permit', async () => {
  const send = jest.fn();
  const queues = new SqsMessageQueues({ send }, { 'order-mails': 'https://sqs.test/order-mails' });

  await expect(queues.send('letters', body)).rejects.toThrow(
    'This function may not send to the queue "letters", but to order-mails. Add queues.send:letters to its row.',
  );

  expect(send).not.toHaveBeenCalled();
});
