import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { namesOf, retriesOf, type TriggerNames, type TriggerRow, triggerDefaults } from '../../../lambda/events/trigger-row';
import { numberOf, type RowSetting } from '../../settings/row-number';
import type { Settings } from '../../settings/settings';
import type { MessageQueue } from '../storage/message-queue';
import type { Storage } from '../storage/storage';
import { EventTrigger } from './event-trigger';
import { QueueTrigger } from './queue-trigger';
import { ScheduleTrigger } from './schedule-trigger';
import type { ServiceFunction } from './service-function';
import { StreamTrigger } from './stream-trigger';

export interface ConnectTriggerProps {
  readonly handler: ServiceFunction;
  readonly storage: Pick<Storage, 'table' | 'queues'>;
  readonly bus: IEventBus;
  readonly settings: Pick<Settings, RowSetting>;
  // part: containers
  /** Whether containers receive the messages of the queue, and the function none. @default false */
  readonly isServed?: boolean;
}

/** A trigger of the stack, for monitoring. */
export interface ConnectedTrigger {
  readonly names: TriggerNames;
  readonly kind: 'schedule' | 'queue' | 'stream' | 'event';
  readonly handler: ServiceFunction;
  /** Only for a `queue`. */
  readonly messages?: MessageQueue;
  /** For every kind except a `schedule`. */
  readonly deadLetters?: Queue;
}

/** Creates the trigger of a row's function, according to `on`. */
export function connectTrigger(scope: Construct, row: TriggerRow<RowSetting>, props: ConnectTriggerProps): ConnectedTrigger {
  const { on, summary: description } = row;
  const { handler, storage, bus, settings } = props;
  const names = namesOf(row);
  if ('schedule' in on) {
    const { schedule: given } = on;
    const schedule = 'cron' in given ? given : { everyMinutes: numberOf(given.everyMinutes, settings) };
    new ScheduleTrigger(scope, names.construct, { description, handler, schedule, retries: retriesOf(on) });
    return { names, kind: 'schedule', handler };
  }
  if ('queue' in on) {
    const { queue, batchSize = triggerDefaults.queueBatchSize, maxConcurrency = triggerDefaults.maxConcurrency } = on;
    const messages = storage.queues[queue as keyof Storage['queues']];
    const connected: ConnectedTrigger = { names, kind: 'queue', handler, messages, deadLetters: messages.deadLetters };
    if (props.isServed) return connected; // part: containers
    new QueueTrigger(scope, names.construct, {
      handler,
      messages,
      batchSize,
      maxConcurrency: numberOf(maxConcurrency, settings),
    });
    return connected;
  }
  if ('stream' in on) {
    const { patterns, batchSize = triggerDefaults.streamBatchSize } = on;
    const { deadLetters } = new StreamTrigger(scope, names.construct, { table: storage.table, handler, patterns, batchSize });
    return { names, kind: 'stream', handler, deadLetters };
  }
  const { event: types, detail } = on;
  const { deadLetters } = new EventTrigger(scope, names.construct, { bus, description, handler, types, detail });
  return { names, kind: 'event', handler, deadLetters };
}
