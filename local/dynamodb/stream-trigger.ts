import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { StreamSource, TriggerRow } from '../../lambda/events/trigger-row';
import type { Log } from '../../lambda/services';
import type { Invoke } from '../functions';
import { type ChangeHandler, ChangeQueue } from './change-queue';

export interface StreamTriggerProps {
  readonly row: TriggerRow & { readonly on: StreamSource };
  /** Folder of the waiting changes. */
  readonly folder: string;
  readonly ignoredOwners?: readonly string[];
  readonly log: Log;
}

/** The event source mapping of a row. It accepts changes after it was opened with `streamHandler`. */
export function streamTrigger({ row: { on }, ...props }: StreamTriggerProps): ChangeQueue {
  return new ChangeQueue({ ...props, patterns: on.patterns, batchSize: on.batchSize });
}

/** Passes records to the function. Without a response, all of them are done. */
export function streamHandler(invoke: Invoke): ChangeHandler {
  return async (Records) => {
    const { batchItemFailures = [] } = ((await invoke({ Records })) ?? {}) as Partial<DynamoDBBatchResponse>;
    return { batchItemFailures };
  };
}
