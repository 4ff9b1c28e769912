import { join } from 'node:path';
import type { Clock } from '../lambda/core/ports';
import { isQueueRow, namesOf, retriesOf, type ScheduleSource, type TriggerRow } from '../lambda/events/trigger-row';
import { ChangeFan } from './dynamodb/change-fan';
import { ChangeFeed } from './dynamodb/change-feed';
import type { ChangeQueue } from './dynamodb/change-queue';
import { streamHandler, streamTrigger } from './dynamodb/stream-trigger';
import type { EventBus } from './eventbridge/event-bus';
import { openEventTrigger } from './eventbridge/event-trigger';
import { runTimer } from './eventbridge/timer';
import type { Invoke } from './functions';
import type { LocalLog } from './log';
import type { DeadLetterBox } from './sqs/box';
import type { MessageQueue, QueuedMessage } from './sqs/message-queue';
import { QueueSender } from './sqs/queue-sender';
import { openQueueTrigger } from './sqs/queue-trigger';
import { hintsFor } from './trigger-hints';

export interface TriggersProps {
  readonly rows: readonly TriggerRow[];
  /** Folder of all persistent data. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: LocalLog;
}

export interface OpenTriggersProps {
  /** Returns the function of a row. */
  readonly functionOf: (name: string) => Invoke;
  readonly bus: Pick<EventBus, 'subscribe'>;
  /** How to recover messages of an earlier run, by queue: see `openQueueTrigger`. */
  readonly recover: Readonly<Record<string, (message: QueuedMessage) => Promise<string | undefined>>>;
}

/** Something that delivers from a folder. */
interface Delivery extends DeadLetterBox {
  start(): void;
  close(): Promise<void>;
}

/** The triggers of the functions in `lambda/events/triggers.ts`, created from the same rows as in the stack. */
export class Triggers {
  /** Sends to the queues of the rows, after they were opened. */
  readonly sender = new QueueSender();
  /** Receives the writes of the table. */
  readonly feed: ChangeFeed;

  private readonly streams: ReadonlyMap<string, ChangeQueue>;
  private readonly queues = new Map<string, MessageQueue>();
  private readonly deliveries = new Map<string, Delivery>();
  private readonly timers: ((signal: AbortSignal) => Promise<void>)[] = [];

  constructor(private readonly props: TriggersProps) {
    const { rows, clock, log } = props;
    this.streams = new Map(
      rows.flatMap((row) => {
        const { on } = row;
        if (!('stream' in on)) return [];
        const { ignoredOwners } = hintsFor(row.name);
        return [[row.name, streamTrigger({ row: { ...row, on }, folder: this.folderOf(row), ignoredOwners, log })]];
      }),
    );
    this.feed = new ChangeFeed(new ChangeFan([...this.streams.values()]), clock, log);
  }

  /** Opens all persistent data. Delivery begins with `start`. */
  async open({ functionOf, bus, recover }: OpenTriggersProps): Promise<void> {
    for (const row of this.props.rows) {
      const invoke = functionOf(row.name);
      if ('schedule' in row.on) this.timers.push((signal) => this.runTimer(row.name, row.on as ScheduleSource, invoke, signal));
      else this.deliveries.set(namesOf(row).source, await this.openDelivery(row, invoke, { bus, recover }));
    }
  }

  /** Returns the queue with this name, for other senders than the functions. */
  queue(name: string): MessageQueue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`Unknown queue "${name}".`);
    return queue;
  }

  /** Dead letters, by the names of their triggers. */
  get boxes(): Readonly<Record<string, DeadLetterBox>> {
    return Object.fromEntries(this.deliveries);
  }

  /** Starts the delivery, except for timers. */
  start(): void {
    for (const delivery of this.deliveries.values()) delivery.start();
  }

  /** Runs the timers until the signal aborts. Resolves when the last run has ended. */
  async runTimers(signal: AbortSignal): Promise<void> {
    await Promise.all(this.timers.map((run) => run(signal)));
  }

  /** Waits for running functions. The next start delivers the rest. */
  async close(): Promise<void> {
    await Promise.all([...this.deliveries.values()].map((delivery) => delivery.close()));
  }

  private folderOf(row: TriggerRow): string {
    return join(this.props.dataDir, namesOf(row).folder);
  }

  private async openDelivery(
    row: TriggerRow,
    invoke: Invoke,
    { bus, recover }: Omit<OpenTriggersProps, 'functionOf'>,
  ): Promise<Delivery> {
    const { on } = row;
    const { log } = this.props;
    const folder = this.folderOf(row);
    if (isQueueRow(row)) {
      const { queue: name } = row.on;
      const queue = await openQueueTrigger({ row, folder, invoke, log, recover: recover[name] });
      this.queues.set(name, queue);
      this.sender.connect(name, queue);
      return queue;
    }
    if ('event' in on) {
      const subscription = await openEventTrigger({ row: { ...row, on }, folder, invoke, log });
      bus.subscribe((event) => subscription.take(event));
      return subscription;
    }
    const changes = this.streams.get(row.name) as ChangeQueue;
    await changes.open(this.feed, streamHandler(invoke));
    return changes;
  }

  private runTimer(name: string, on: ScheduleSource, invoke: Invoke, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.props;
    return runTimer({ name, invoke, schedule: timingOf(on), retries: retriesOf(on), clock, log }, signal);
  }
}

/** The local run has no stages: settings have their defaults. */
function timingOf({ schedule }: ScheduleSource) {
  if ('cron' in schedule) return schedule;
  const { everyMinutes } = schedule;
  return { everyMs: 60_000 * (typeof everyMinutes === 'number' ? everyMinutes : everyMinutes.default) };
}
