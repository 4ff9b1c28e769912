import { eventSource } from '../../lambda/contract';
import { type EventSource, type TriggerRow, triggerDefaults } from '../../lambda/events/trigger-row';
import type { Log } from '../../lambda/services';
import { eventPattern } from '../dynamodb/event-pattern';
import type { Invoke } from '../functions';
import { Subscription } from './subscription';

export interface EventTriggerProps {
  readonly row: TriggerRow & { readonly on: EventSource };
  /** Folder of the waiting events. */
  readonly folder: string;
  readonly invoke: Invoke;
  readonly log: Log;
  /** Delay before the function is invoked again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/** The rule of a row: invokes the function for each matching event. Delivery begins with `start`. */
export function openEventTrigger({ row: { name, on }, folder, invoke, log, retryMs }: EventTriggerProps): Promise<Subscription> {
  return Subscription.open({
    folder,
    retryMs,
    maxReceives: triggerDefaults.asyncRetries + 1,
    matches: eventPattern({ source: [eventSource], 'detail-type': on.event, ...(on.detail && { detail: on.detail }) }),
    deliver: async (event) => void (await invoke(event)),
    onFailure: ({ id, receives }, error, givenUp) =>
      log.error(
        `event ${id} for ${name} failed on receive ${receives}${givenUp ? ' and was moved to the dead letters' : ''}`,
        error,
      ),
    onDamage: (file) => log.warn(`An event for ${name} is corrupt and was set aside.`, { file }),
  });
}
