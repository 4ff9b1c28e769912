import { setTimeout } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { ImageChange } from '../../lambda/core/image-change';
import type { ChangeDecoder, Log } from '../../lambda/services';
import type { Invoke } from './boss-queues';
import type { ClaimedChange, ImageOutbox } from './image-outbox';

/** A record as the functions of streams receive it. The change is in it, and needs no decoding. */
interface OutboxRecord extends DynamoDBRecord {
  readonly change: ImageChange;
}

/** For functions that receive the outbox instead of the stream. */
export class OutboxChanges implements ChangeDecoder {
  decode(record: DynamoDBRecord): ImageChange {
    return (record as OutboxRecord).change;
  }
}

export interface DeliveryProps {
  readonly outbox: ImageOutbox;
  /** The functions of streams. Each receives every change: the patterns of their rows are about items of DynamoDB. */
  readonly functions: readonly Invoke[];
  readonly log: Pick<Log, 'error'>;
  /** Pause when there is nothing to deliver, in milliseconds. @default 500 */
  readonly idleMs?: number;
}

/** Delivers changes to the functions of streams until the signal aborts. Resolves when the last delivery has ended. */
export async function deliverChanges({ outbox, functions, log, idleMs = 500 }: DeliveryProps, signal: AbortSignal): Promise<void> {
  const deliver = async (claimed: ClaimedChange, release: () => void) => {
    const { change, receives } = claimed;
    try {
      for (const invoke of functions) {
        const { batchItemFailures } = (await invoke({ Records: [recordOf(change)] })) as DynamoDBBatchResponse;
        if (batchItemFailures.length > 0) throw new Error('The function reported it as failed.');
      }
      release();
      await outbox.done(claimed);
    } catch (error) {
      release();
      const givenUp = await outbox.failed(claimed);
      log.error(`change ${change.changeId} failed on receive ${receives}${givenUp ? ' and was set aside' : ''}`, error as Error);
    }
  };
  while (!signal.aborted) {
    let delivered = 0;
    try {
      const claimed = await outbox.claim();
      delivered = claimed.length;
      const inHand = new Set(claimed);
      // A change that failed has another time, so that it is not extended.
      const extend = () => outbox.extend([...inHand]).catch((error) => log.error('Changes in hand could not be extended', error));
      const heartbeat = setInterval(extend, outbox.limits.leaseMs / 3);
      try {
        await Promise.all(claimed.map((one) => deliver(one, () => inHand.delete(one))));
      } finally {
        clearInterval(heartbeat);
      }
    } catch (error) {
      log.error('The changes of records could not be delivered', error as Error);
    }
    if (delivered === 0) await setTimeout(idleMs, undefined, { signal }).catch(() => undefined);
  }
}

function recordOf(change: ImageChange): OutboxRecord {
  const { changeId, before, after } = change;
  return {
    eventID: changeId,
    eventName: after ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
    dynamodb: { SequenceNumber: changeId },
    change,
  };
}
