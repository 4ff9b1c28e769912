import { setTimeout } from 'node:timers/promises';
import { SharpImageResizer } from '../../lambda/adapters/sharp/sharp-image-resizer';
import { systemClock } from '../../lambda/adapters/system-clock';
import {
  isEventRow,
  isQueueRow,
  isStreamRow,
  retriesOf,
  type ScheduleSource,
  triggerDefaults,
} from '../../lambda/events/trigger-row';
import { functionDefaults } from '../../lambda/function-row';
import type { CommonServices, Log, Services } from '../../lambda/services';
import { runTimer } from '../../local/eventbridge/timer';
import { deployed, loadRoutes, loadTriggerFunctions, type TriggerFunction } from '../../local/functions';
import { version } from '../../package.json';
import { createApi } from '../../serve/api';
import { type HttpServer, startHttpServer } from '../../serve/http-server';
import { Readiness } from '../../serve/readiness';
import { TokenVerifier } from '../../serve/token-verifier';
import { BossQueues, type Delivery } from '../postgres/boss-queues';
import { PostgresPool } from '../postgres/database';
import { deliverChanges, OutboxChanges } from '../postgres/deliver-changes';
import { removeExpired } from '../postgres/expiry';
import { ImageOutbox } from '../postgres/image-outbox';
import { migrate } from '../postgres/migrate';
import { PostgresImageRepository } from '../postgres/postgres-image-repository';
import { PostgresMarkers } from '../postgres/postgres-markers';
import { PostgresPendingImages } from '../postgres/postgres-pending-images';
import { PostgresUsageCounters } from '../postgres/postgres-usage-counters';
import { watchUploads } from '../postgres/watch-uploads';
import type { HomeEnvironment } from './environment';
import { EventQueues, type Subscription, subscriptionOf } from './event-queues';
import { openStore } from './store';

/** What one process does. Both are the default. */
export interface Roles {
  readonly api: boolean;
  readonly worker: boolean;
}

export interface Home {
  /** The port of the endpoints, or of the worker's condition. */
  readonly port: number;
  /** Finishes requests and functions in progress, but not longer than the grace time. */
  close(): Promise<void>;
}

/** The queue of the uploads, as `lambda/events/triggers.ts` names it. */
const uploadsQueue = 'uploads';

/** Receives every event, if `EVENTS_URL` is set. */
const everyEvent: Subscription = { queue: 'events-url', accepts: () => true };

/** The composition root of the home without AWS: PostgreSQL, an S3-compatible store, and tokens of an OpenID Connect issuer. */
export async function startHome({ api, worker }: Roles, environment: HomeEnvironment, log: Log): Promise<Home> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const pool = new PostgresPool(environment.databaseUrl);
    closers.push(() => pool.close());
    await migrate(pool);
    const store = openStore(environment);
    closers.push(() => store.close());
    await store.createBuckets();
    const queues = await BossQueues.open({ url: environment.databaseUrl, delivers: worker, log });
    closers.push(() => queues.close(environment.graceSeconds * 1000));

    const functions = await loadTriggerFunctions();
    const subscriptions = [
      ...functions.flatMap(({ row }) => (isEventRow(row) ? [subscriptionOf(row)] : [])),
      ...(environment.eventsUrl ? [everyEvent] : []),
    ];
    // Also by the API, which sends to them.
    for (const { row } of functions)
      if (isQueueRow(row)) await queues.create(row.on.queue, deliveryOf({ row, maxReceives: row.on.maxReceives }));

    const common: CommonServices = { clock: systemClock, log, settings: environment.images, version };
    const uploads = queues.uploads(uploadsQueue);
    const own: Omit<Services, keyof CommonServices> = {
      images: new PostgresImageRepository(pool),
      pending: new PostgresPendingImages(pool), // part: sweep
      markers: new PostgresMarkers(pool), // part: sweep
      counters: new PostgresUsageCounters(pool), // part: quotas
      originals: store.originals,
      renditions: store.renditions,
      urls: store.urls,
      resizer: new SharpImageResizer(environment.images),
      uploads,
      queues,
      changes: new OutboxChanges(),
      events: new EventQueues(queues, subscriptions),
      metrics: { add: (ending) => log.info('image counted', { ...ending }) },
      secrets: { read: async (name) => environment.secrets(name) }, // part: signed
    };

    if (worker) {
      for (const subscription of subscriptions) await queues.create(subscription.queue, eventDelivery);
      const stopping = new AbortController();
      const { signal } = stopping;
      const loops = await startWorker({ functions, queues, pool, common, own, environment }, signal);
      loops.push(watchUploads({ database: pool, originals: store.originals, uploads, clock: systemClock, log }, signal));
      loops.push(runExpiry(pool, log, signal));
      closers.push(async () => {
        stopping.abort();
        await Promise.all(loops);
      });
    }

    // The API does without the store: its clients reach it, by what the API signs.
    const condition = new Readiness({ database: () => pool.query('SELECT 1'), ...(worker && { store: store.reach }) }, () => true);
    const server: HttpServer = await startHttpServer({
      port: environment.port,
      log,
      condition,
      ...(api && {
        api: createApi({ routes: await loadRoutes(common, own), tokens: new TokenVerifier(environment), log }),
      }),
    });
    closers.push(async () => {
      condition.stop();
      await Promise.race([server.close(), setTimeout(environment.graceSeconds * 1000, undefined, { ref: false })]);
      server.cut();
    });
    return { port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface WorkerProps {
  readonly functions: readonly TriggerFunction[];
  readonly queues: BossQueues;
  readonly pool: PostgresPool;
  readonly common: CommonServices;
  readonly own: Omit<Services, keyof CommonServices>;
  readonly environment: HomeEnvironment;
}

/** Connects each function with its trigger. @returns what runs until the signal aborts */
async function startWorker(props: WorkerProps, signal: AbortSignal): Promise<Promise<void>[]> {
  const { functions, queues, pool, common, own, environment } = props;
  const { log, clock } = common;
  const loops: Promise<void>[] = [];
  const streams = [];
  for (const { row, handler } of functions) {
    const invoke = deployed({ row: { ...row, memoryMb: environment.memoryMb }, handler }, common, own);
    const { on, name } = row;
    if (isQueueRow(row)) await queues.deliver(row, invoke, environment.concurrency);
    if (isStreamRow(row)) streams.push(invoke);
    const run = async (body: string) => void (await invoke(JSON.parse(body)));
    if (isEventRow(row)) {
      await queues.handle(subscriptionOf(row).queue, deliveryOf({ row, maxReceives: triggerDefaults.asyncRetries + 1 }), run);
    }
    if ('schedule' in on) {
      // Every worker has the timer. Their messages are one for each run, which one of them receives.
      const queue = `timer-${name}`;
      await queues.handle(queue, deliveryOf({ row, maxReceives: retriesOf(on) + 1 }), run);
      const schedule = timingOf(on);
      const seconds = 'everyMs' in schedule ? schedule.everyMs / 1000 : 60;
      const send = (event: unknown) => queues.sendOnce(queue, JSON.stringify(event), name, seconds);
      loops.push(runTimer({ name, invoke: send, schedule, retries: 3, clock, log }, signal));
    }
  }
  const { eventsUrl } = environment;
  if (eventsUrl) await queues.handle(everyEvent.queue, eventDelivery, (body) => post(eventsUrl, body));
  loops.push(deliverChanges({ outbox: new ImageOutbox(pool), functions: streams, log }, signal));
  return loops;
}

/** About two minutes of retries, as `BossQueues` spaces them. */
const eventDelivery: Delivery = { maxReceives: 8, timeoutSeconds: 30 };

function deliveryOf({
  row,
  maxReceives = triggerDefaults.maxReceives,
}: {
  row: TriggerFunction['row'];
  maxReceives?: number;
}): Delivery {
  return { maxReceives, timeoutSeconds: row.timeoutSeconds ?? functionDefaults.timeoutSeconds };
}

/** This home has no stages: settings have their defaults. */
function timingOf({ schedule }: ScheduleSource) {
  if ('cron' in schedule) return schedule;
  const { everyMinutes } = schedule;
  return { everyMs: 60_000 * (typeof everyMinutes === 'number' ? everyMinutes : everyMinutes.default) };
}

async function runExpiry(pool: PostgresPool, log: Pick<Log, 'error'>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const removed = await removeExpired(pool, systemClock.now()).catch((error) => {
      log.error('Not all expired records could be removed', error);
      return 0;
    });
    if (removed === 0) await setTimeout(60_000, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws Error unless the server itself accepted the body. A redirect is not followed. */
async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(5000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The server of the events responded with status ${answer.status}.`);
}
