import { spikeHour } from '../traffic/shape';
import { arrivals, type Span } from './arrivals';
import { Backlog } from './backlog';
import { EventQueue } from './event-queue';
import { Account, Instances, type Start } from './instances';
import { type LimitName, limits, published } from './limits';
import { type Experience, Measurement } from './measurement';
import type { Model } from './model';
import { Random } from './random';
import { TokenBucket } from './token-bucket';

/** The time that is simulated, and from when on it counts: what is before only fills the instances. */
export interface Window extends Span {
  readonly countFrom: number;
}

/** How often a limit stopped or delayed a call. */
export interface Met {
  readonly limit: LimitName;
  readonly count: number;
  /** When it was met first, in seconds since the window began to count. */
  readonly firstAt: number;
}

export interface FunctionResult {
  readonly name: string;
  /** The most calls at a time, and the mean. */
  readonly peakConcurrency: number;
  readonly meanConcurrency: number;
}

export interface RouteResult extends Experience {
  readonly name: string;
}

/** The latency of a message is the time from its arrival to the end of the call. */
export interface WorkerResult extends Experience {
  readonly name: string;
  readonly peakBacklog: number;
  /** The longest time in which messages waited. */
  readonly longestDrainSeconds: number;
}

export interface Result {
  readonly functions: readonly FunctionResult[];
  readonly routes: readonly RouteResult[];
  readonly workers: readonly WorkerResult[];
  /** The requests that arrived at once. @default - there were none */
  readonly spike?: Experience;
  /** In the order in which they were met. */
  readonly met: readonly Met[];
}

type Event =
  | { readonly kind: 'end'; readonly fn: number; readonly start: Start; readonly worker?: number }
  | { readonly kind: 'message'; readonly worker: number }
  | { readonly kind: 'grow'; readonly worker: number };

/**
 * Simulates the requests and messages of a window, event by event. Callers do not retry; rejected messages wait and are tried again.
 * @param seed the same seed has the same result
 */
export function simulate(model: Model, window: Window, seed: number): Result {
  const random = new Random(seed);
  const { functions, routes, workers, shape, spread, gatewayMs } = model;
  const account = new Account(model.accountConcurrency, functions);
  const instances = functions.map((fn) => new Instances(fn, account, model.keepSeconds));
  const gateway = new TokenBucket(published.apiGateway.rate, published.apiGateway.burst);
  const throttles = routes.map(({ throttle }) => throttle && new TokenBucket(throttle.rate, throttle.burst));
  const backlogs = workers.map(({ maxConcurrency }) => new Backlog(maxConcurrency));
  const ofRoutes = routes.map(() => new Measurement());
  const ofWorkers = workers.map(() => new Measurement());
  const ofSpike = new Measurement();
  const met = new Map<LimitName, { count: number; firstAt: number }>();
  const events = new EventQueue<Event>();
  const growing = workers.map(() => false);

  const note = (limit: LimitName, now: number) => {
    if (now < window.countFrom) return;
    const known = met.get(limit);
    if (known) known.count += 1;
    else met.set(limit, { count: 1, firstAt: now - window.countFrom });
  };

  /** Begins a call and plans its end. Returns its duration in milliseconds, or the limit that prevents it. */
  const call = (fn: number, now: number, worker?: number): { ms: number; start: Start } | LimitName => {
    const start = (instances[fn] as Instances).begin(now);
    if (start in limits) return start as LimitName;
    const { ms, coldMs } = functions[fn] as (typeof functions)[number];
    const duration = random.duration(ms, spread) + (start === 'cold' ? random.duration(coldMs, spread) : 0);
    events.add(now + duration / 1000, { kind: 'end', fn, start: start as Start, worker });
    return { ms: duration, start: start as Start };
  };

  const request = (index: number, now: number, isOfSpike = false) => {
    const { fn, feeds } = routes[index] as (typeof routes)[number];
    const limit = throttles[index]?.take(now) === false ? 'throttle' : gateway.take(now) ? undefined : 'account-throttle';
    const called = limit ?? call(fn, now);
    const counts = now >= window.countFrom;
    for (const measurement of [...(counts ? [ofRoutes[index] as Measurement] : []), ...(isOfSpike ? [ofSpike] : [])]) {
      if (typeof called === 'string') measurement.reject(called);
      else measurement.answer(gatewayMs + called.ms, called.start);
    }
    if (typeof called === 'string') note(called, now);
    else if (feeds !== undefined) {
      const later = called.ms / 1000 + random.duration(model.uploadSeconds, spread);
      events.add(now + later, { kind: 'message', worker: feeds });
    }
  };

  /** Begins as many calls as the pollers and the limits allow. */
  const poll = (index: number, now: number) => {
    const { fn, batchSize } = workers[index] as (typeof workers)[number];
    const backlog = backlogs[index] as Backlog;
    const running = instances[fn] as Instances;
    while (backlog.length > 0 && running.busy < Math.floor(backlog.concurrency)) {
      const called = call(fn, now, index);
      if (typeof called === 'string') {
        note(called, now);
        break;
      }
      for (const arrivedAt of backlog.take(batchSize)) {
        if (arrivedAt >= window.countFrom)
          (ofWorkers[index] as Measurement).answer((now - arrivedAt) * 1000 + called.ms, called.start);
      }
    }
    backlog.settle(now);
    if (backlog.length === 0) return;
    if (!growing[index]) events.add(now + 1, { kind: 'grow', worker: index });
    growing[index] = true;
  };

  const happen = (event: Event, now: number) => {
    if (event.kind === 'end') {
      (instances[event.fn] as Instances).end(now, event.start);
      if (event.worker !== undefined) poll(event.worker, now);
    } else if (event.kind === 'message') {
      const backlog = backlogs[event.worker] as Backlog;
      backlog.add(now);
      poll(event.worker, now);
      if (backlog.length > 0) note(backlog.isAtMost ? 'pollers' : 'poller-growth', now);
    } else {
      growing[event.worker] = false;
      (backlogs[event.worker] as Backlog).grow();
      poll(event.worker, now);
    }
  };

  const sources = [...routes, ...workers].map(({ perSecond }) => perSecond);
  const total = sources.reduce((sum, rate) => sum + rate, 0);
  const spikeAt = (Math.floor(window.from / 86_400) * 24 + spikeHour) * 3600;
  let spikes = shape.atOnce > 0 ? spikeAt : Number.POSITIVE_INFINITY;
  const spike = (now: number) => {
    for (const [index, count] of divided(
      shape.atOnce,
      routes.map(({ shareOfSpike }) => shareOfSpike),
    ).entries())
      for (let each = 0; each < count; each += 1) request(index, now, true);
  };
  const arrive = (now: number) => {
    while (events.nextTime <= now) {
      const time = events.nextTime;
      happen(events.take() as Event, time);
    }
  };
  const spikeBefore = (now: number) => {
    for (; spikes < now; spikes += 86_400) {
      if (spikes < window.from) continue;
      arrive(spikes);
      spike(spikes);
    }
  };
  for (const now of arrivals(total, shape, window, random)) {
    spikeBefore(now);
    arrive(now);
    const index = chosen(sources, random.uniform() * total);
    if (index < routes.length) request(index, now);
    else happen({ kind: 'message', worker: index - routes.length }, now);
  }
  spikeBefore(window.to);
  arrive(Number.MAX_VALUE);

  const spikeSummary = ofSpike.summary();
  return {
    functions: functions.map(({ name }, index) => {
      const of = instances[index] as Instances;
      return { name, peakConcurrency: of.peak, meanConcurrency: of.meanConcurrency(window.from, window.to) };
    }),
    routes: routes.map(({ name }, index) => ({ name, ...(ofRoutes[index] as Measurement).summary() })),
    workers: workers.map(({ name }, index) => {
      const { peak, longestDrain } = backlogs[index] as Backlog;
      return { name, ...(ofWorkers[index] as Measurement).summary(), peakBacklog: peak, longestDrainSeconds: longestDrain };
    }),
    ...(spikeSummary.count > 0 && { spike: spikeSummary }),
    met: [...met].map(([limit, { count, firstAt }]) => ({ limit, count, firstAt })),
  };
}

/** Returns the index of the weight that a point of their sum falls on. */
function chosen(weights: readonly number[], point: number): number {
  let left = point;
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return index < 0 ? weights.length - 1 : index;
}

/** Divides a whole number by shares, so that the parts are whole and have the same sum. */
export function divided(count: number, shares: readonly number[]): number[] {
  let share = 0;
  let given = 0;
  return shares.map((each) => {
    share += each;
    const part = Math.round(count * Math.min(1, share)) - given;
    given += part;
    return part;
  });
}
