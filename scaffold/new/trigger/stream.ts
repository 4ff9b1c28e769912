import { pascalCase } from '../../../lambda/events/trigger-row';
import { phraseOf } from '../words';
import type { TriggerFiles } from './trigger-files';

/** A handler that writes each change of an image to the log. */
export function streamFiles(name: string): TriggerFiles {
  const message = phraseOf(name);
  return {
    may: ['changes.decode'],
    allowed: [
      ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => `\`dynamodb:${action} on \${stream}\``),
      `\`dynamodb:ListStreams on \${table}/stream/*\``,
      `'sqs:SendMessage on <Service/${pascalCase(name)}Trigger/DeadLetters.Arn>'`,
    ],
    handler: `import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { trigger } from './trigger';

/** Handles changes in their order. After a failure, Lambda delivers that change and all later ones again. */
export default trigger(async ({ Records }: DynamoDBStreamEvent, { changes, log }): Promise<DynamoDBBatchResponse> => {
  for (const record of Records) {
    try {
      const { owner, id, after } = changes.decode(record);
      log.info('${message}', { owner, imageId: id, status: after?.status });
    } catch (error) {
      log.error('${message} failed', error as Error, { changeId: record.eventID });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
});
`,
    test: `import handler from '../../lambda/events/${name}';
import { type Following, openFollowing, owner } from '../support/following';
import { openMemoryServices } from '../support/memory-services';
import { host } from '../support/upload';

let following: Following;
beforeAll(async () => {
  following = await openFollowing();
});
afterAll(() => following.close());

const { log, common, own } = openMemoryServices();
const services = { ...common, ...own };

it('writes a new image to the log', async () => {
  const imageId = await following.add();

  expect(await handler({ Records: [following.table.latest] }, services, host)).toEqual({ batchItemFailures: [] });

  expect(log.entries).toEqual([{ level: 'info', message: '${message}', detail: { owner, imageId, status: 'PENDING' } }]);
});

it('returns the change that it cannot read', async () => {
  const broken = { eventID: '1', dynamodb: { SequenceNumber: '111' } };

  expect(await handler({ Records: [broken] }, services, host)).toEqual({ batchItemFailures: [{ itemIdentifier: '111' }] });
});
`,
  };
}
