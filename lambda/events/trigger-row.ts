import type { EventType } from '../contract';
import type { FunctionRow } from '../function-row';

/** A number that a stage may set, with the setting of this name in `lib/settings/stage-settings.ts`. */
export interface SettingNumber<Setting extends string = string> {
  readonly setting: Setting;
  /** Used if the stage does not set it, and in the local run. */
  readonly default: number;
}

/** Invokes the function at regular times. Its handler receives a `ScheduledEvent`. */
export interface ScheduleSource<Setting extends string = string> {
  readonly schedule:
    | {
        /** From one run to the next, in minutes, 1 to 1440. */
        readonly everyMinutes: number | SettingNumber<Setting>;
      }
    | {
        /** The six fields of AWS: minute, hour, day of month, month, day of week, year. `0 8 ? * MON-FRI *` is 8:00 on weekdays. */
        readonly cron: string;
        /** A name of the time zone database, such as `Europe/Zurich`. @default UTC */
        readonly timeZone?: string;
      };
  /**
   * How often a failed run is retried, 0 to 2.
   * @default 0 for `everyMinutes`, because the next run does the work; 2 for `cron`
   */
  readonly retries?: 0 | 1 | 2;
}

/**
 * Invokes the function for the messages of a queue. Its handler receives an `SQSEvent` and returns an `SQSBatchResponse`. A function
 * whose row has the permit `queues.send:NAME` sends to the queue.
 */
export interface QueueSource<Setting extends string = string> {
  /** Name of the queue, in lowercase letters, digits and hyphens. */
  readonly queue: string;
  /** How often a message is received before it moves to the dead-letter queue. @default 5 */
  readonly maxReceives?: number;
  /** Messages in one invocation, 1 to 10. @default 1 */
  readonly batchSize?: number;
  /** Invocations at the same time, 2 to 1000. @default 2 */
  readonly maxConcurrency?: number | SettingNumber<Setting>;
}

/** Invokes the function for changes of the table. Its handler receives a `DynamoDBStreamEvent` and returns a `DynamoDBBatchResponse`. */
export interface StreamSource {
  readonly stream: 'images';
  /**
   * Filter patterns: a change is delivered if it matches one of them. DynamoDB serves two functions for each stream without throttling.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
   */
  readonly patterns: readonly object[];
  /** Changes in one invocation, 1 to 1000. @default 10 */
  readonly batchSize?: number;
}

/** Invokes the function for events of the application's bus. Its handler receives an `EventBridgeEvent`. */
export interface EventSource {
  /** The types of the events. */
  readonly event: readonly EventType[];
  /** A pattern that the event's detail must match, too. @default - every event of the types */
  readonly detail?: object;
}

export type TriggerSource<Setting extends string = string> =
  | ScheduleSource<Setting>
  | QueueSource<Setting>
  | StreamSource
  | EventSource;

/** Names that are derived from a row; see `namesOf`. */
export interface TriggerNames {
  /** Id of the trigger's construct in the stack, below `Service`. */
  readonly construct: string;
  /** Name of the trigger in graphs and messages. */
  readonly source: string;
  /** Id of its dead letters, as in `mails-dead-letters`. */
  readonly deadLetterAlarm: string;
  /** Folder of its messages in the data folder of the local run. */
  readonly folder: string;
}

/** One function behind a trigger that is not HTTP: one row in `triggers.ts`, and one file of the same name in this folder. */
export interface TriggerRow<Setting extends string = string> extends FunctionRow {
  /** The source that invokes it. The stack and the local run create the trigger, its permissions and its dead-letter queue from it. */
  readonly on: TriggerSource<Setting>;
  /**
   * Names that were in use before names were derived. A different construct id would replace deployed resources, and a different
   * folder would lose messages. @default - all names are derived
   */
  readonly establishedNames?: Partial<TriggerNames>;
}

/** Values for rows that do not set them. */
export const triggerDefaults = {
  maxReceives: 5,
  queueBatchSize: 1,
  maxConcurrency: 2,
  streamBatchSize: 10,
  /** Retries of a failed change, before it moves to the dead-letter queue. */
  streamRetries: 10,
  /** Retries of a function that failed on an event, and of a run by `cron`. Lambda allows no more. */
  asyncRetries: 2,
} as const;

/** How often a failed run of a timer is retried. */
export function retriesOf({ schedule, retries }: ScheduleSource): number {
  return retries ?? ('cron' in schedule ? triggerDefaults.asyncRetries : 0);
}

export type QueueRow = TriggerRow & { readonly on: QueueSource };

export type StreamRow = TriggerRow & { readonly on: StreamSource };

export type EventRow = TriggerRow & { readonly on: EventSource };

export const isQueueRow = (row: TriggerRow): row is QueueRow => 'queue' in row.on;

export const isStreamRow = (row: TriggerRow): row is StreamRow => 'stream' in row.on;

export const isEventRow = (row: TriggerRow): row is EventRow => 'event' in row.on;

/** `send-digest` becomes the construct `SendDigestTrigger`; a queue `mails` has the dead letters `mails-dead-letters`. */
export function namesOf({ name, on, establishedNames }: TriggerRow): TriggerNames {
  const source = establishedNames?.source ?? ('queue' in on ? on.queue : name);
  return {
    construct: `${pascalCase(name)}Trigger`,
    source,
    deadLetterAlarm: `${source}-dead-letters`,
    folder: `queues/${source}`,
    ...establishedNames,
  };
}

/** `send-digest` becomes `SendDigest`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
