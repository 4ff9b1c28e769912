import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { followChange } from '../core/follow-change';
import type { LogFields, Services } from '../services';
import { trigger } from './trigger';

/**
 * Processes changes of records. The order of the changes of an image matters, so a batch ends at the first error: Lambda retries that
 * change and all later ones. If the first change fails, the function itself fails, so that Lambda counts an error.
 */
export default trigger(async ({ Records: records }: DynamoDBStreamEvent, services): Promise<DynamoDBBatchResponse> => {
  for (const [index, record] of records.entries()) {
    try {
      await follow(record, services);
    } catch (error) {
      if (index === 0) throw error;
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
});

async function follow(record: DynamoDBRecord, services: Services): Promise<void> {
  let about: LogFields = { changeId: record.eventID, change: record.eventName };
  try {
    const change = services.changes.decode(record);
    about = { ...about, owner: change.owner, imageId: change.id };
    const event = await followChange(change, services);
    services.log.info('change processed', { ...about, event: event?.type });
  } catch (error) {
    services.log.error('a change could not be processed', error as Error, about);
    throw error;
  }
}
