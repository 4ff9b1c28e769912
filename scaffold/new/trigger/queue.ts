import { pascalCase } from '../../../lambda/events/trigger-row';
import { phraseOf } from '../words';
import type { TriggerFiles } from './trigger-files';

/** A handler that checks each message and writes it to the log. */
export function queueFiles(name: string, queue: string): TriggerFiles {
  const message = phraseOf(name);
  return {
    may: [],
    allowed: ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
      (action) => `'sqs:${action} on <Storage/${pascalCase(queue)}/Queue.Arn>'`,
    ),
    handler: `import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { trigger } from './trigger';

const Message = z.object({ id: z.string() });

/** Handles the messages of a batch. The messages that failed return to the queue, and in the end to its dead-letter queue. */
export default trigger(async ({ Records }: SQSEvent, { log }): Promise<SQSBatchResponse> => {
  const failed: string[] = [];
  for (const { messageId, body } of Records) {
    try {
      const { id } = Message.parse(JSON.parse(body));
      log.info('${message}', { messageId, id });
    } catch (error) {
      log.error('${message} failed', error as Error, { messageId });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});
`,
    test: `import handler from '../../lambda/events/${name}';
import { openMemoryServices } from '../support/memory-services';
import { host, sqsEvent } from '../support/upload';

it('handles valid messages, and returns the others to the queue', async () => {
  const { log, common, own } = openMemoryServices();
  const event = sqsEvent(['{"id": "a"}', '{}', 'no JSON']);

  const { batchItemFailures } = await handler(event, { ...common, ...own }, host);

  expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-2' }]);
  const handled = { level: 'info', message: '${message}', detail: { messageId: 'message-0', id: 'a' } };
  expect(log.entries.filter(({ level }) => level === 'info')).toEqual([handled]);
});
`,
  };
}
