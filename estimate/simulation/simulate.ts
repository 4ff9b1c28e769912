import { spikeHour } from '../traffic/shape';
import { arrivals } from './arrivals';
import { Backlog } from './backlog';
import { EventQueue } from './event-queue';
import { Account, Instances, type Start } from './instances';
import { isLimit, type LimitName, published } from './limits';
import { Measurement } from './measurement';
import { MetLimits } from './met-limits';
import type { Model, Route, SimulatedFunction, Worker } from './model';
import { Random } from './random';
import type { Result, Window } from './result';
import { TokenBucket } from './token-bucket';

const day = 86_400;

/**
 * Simulates the requests and messages of a window, event by event. Callers do not retry; rejected messages wait and are tried again.
 * @param seed the same seed has the same result
 */
export function simulate(model: Model, window: Window, seed: number): Result {
  const simulation = new Simulation(model, window, seed);
  simulation.run();
  return simulation.result();
}

interface FunctionState {
  readonly fn: SimulatedFunction;
  readonly instances: Instances;
}

interface RouteState {
  readonly route: Route;
  readonly called: FunctionState;
  readonly throttle?: TokenBucket;
  readonly feeds?: WorkerState;
  readonly measurement: Measurement;
}

interface WorkerState {
  readonly worker: Worker;
  readonly called: FunctionState;
  readonly backlog: Backlog;
  readonly measurement: Measurement;
  /** Whether an event will add pollers. */
  isGrowing: boolean;
}

type Event =
  | { readonly kind: 'end'; readonly called: FunctionState; readonly start: Start; readonly worker?: WorkerState }
  | { readonly kind: 'message'; readonly worker: WorkerState }
  | { readonly kind: 'grow'; readonly worker: WorkerState };

/** A call that has begun: its duration in milliseconds, and how it started. */
interface Begun {
  readonly ms: number;
  readonly start: Start;
}

class Simulation {
  private readonly random: Random;
  private readonly events = new EventQueue<Event>();
  private readonly gateway = new TokenBucket(published.apiGateway.rate, published.apiGateway.burst);
  private readonly functions: readonly FunctionState[];
  private readonly workers: readonly WorkerState[];
  private readonly routes: readonly RouteState[];
  private readonly spike = new Measurement();
  private readonly met: MetLimits;

  constructor(
    private readonly model: Model,
    private readonly window: Window,
    seed: number,
  ) {
    this.random = new Random(seed);
    this.met = new MetLimits(window.countFrom);
    const account = new Account(model.accountConcurrency, model.functions);
    this.functions = model.functions.map((fn) => ({ fn, instances: new Instances(fn, account, model.keepSeconds) }));
    this.workers = model.workers.map((worker) => ({
      worker,
      called: at(this.functions, worker.fn),
      backlog: new Backlog(worker.maxConcurrency),
      measurement: new Measurement(),
      isGrowing: false,
    }));
    this.routes = model.routes.map((route) => ({
      route,
      called: at(this.functions, route.fn),
      throttle: route.throttle && new TokenBucket(route.throttle.rate, route.throttle.burst),
      feeds: route.feeds === undefined ? undefined : at(this.workers, route.feeds),
      measurement: new Measurement(),
    }));
  }

  run(): void {
    const { window, random, routes, workers } = this;
    const sources = [...routes.map(({ route }) => route.perSecond), ...workers.map(({ worker }) => worker.perSecond)];
    const total = sources.reduce((sum, rate) => sum + rate, 0);
    const spikes = this.spikes();
    for (const now of arrivals(total, this.model.shape, window, random)) {
      while ((spikes[0] ?? Number.POSITIVE_INFINITY) < now) this.arriveAtOnce(spikes.shift() as number);
      this.advance(now);
      const index = chosen(sources, random.uniform() * total);
      if (index < routes.length) this.request(at(routes, index), now);
      else this.receive(at(workers, index - routes.length), now);
    }
    for (const spike of spikes) this.arriveAtOnce(spike);
    this.advance(Number.MAX_VALUE);
  }

  result(): Result {
    const { from, to } = this.window;
    const spike = this.spike.summary();
    return {
      functions: this.functions.map(({ fn: { name }, instances }) => ({
        name,
        peakConcurrency: instances.peak,
        meanConcurrency: instances.meanConcurrency(from, to),
      })),
      routes: this.routes.map(({ route: { name }, measurement }) => ({ name, ...measurement.summary() })),
      workers: this.workers.map(({ worker: { name }, backlog, measurement }) => ({
        name,
        ...measurement.summary(),
        peakBacklog: backlog.peak,
        longestDrainSeconds: backlog.longestDrain,
      })),
      ...(spike.count > 0 && { spike }),
      met: this.met.all(),
    };
  }

  /** The times within the window at which requests arrive at once: once a day. */
  private spikes(): number[] {
    const { from, to } = this.window;
    if (this.model.shape.atOnce === 0) return [];
    const days = Array.from({ length: Math.ceil(to / day) - Math.floor(from / day) }, (_, index) => Math.floor(from / day) + index);
    return days.map((each) => each * day + spikeHour * 3600).filter((time) => time >= from && time < to);
  }

  private arriveAtOnce(now: number): void {
    this.advance(now);
    const counts = divided(
      this.model.shape.atOnce,
      this.routes.map(({ route }) => route.shareOfSpike),
    );
    for (const [index, count] of counts.entries()) {
      for (let each = 0; each < count; each += 1) this.request(at(this.routes, index), now, this.spike);
    }
  }

  /** Lets everything happen until a time. */
  private advance(until: number): void {
    while (this.events.nextTime <= until) {
      const now = this.events.nextTime;
      this.happen(this.events.take() as Event, now);
    }
  }

  private happen(event: Event, now: number): void {
    const { worker } = event;
    if (event.kind === 'end') event.called.instances.end(now, event.start);
    if (worker === undefined) return;
    if (event.kind === 'message') {
      this.receive(worker, now);
      return;
    }
    if (event.kind === 'grow') {
      worker.isGrowing = false;
      worker.backlog.grow();
    }
    this.poll(worker, now);
  }

  /** @param also measures it, beside the route */
  private request({ called, throttle, feeds, measurement }: RouteState, now: number, also?: Measurement): void {
    const { gatewayMs, uploadSeconds, spread } = this.model;
    const rejected = throttle?.take(now) === false ? 'throttle' : this.gateway.take(now) ? undefined : 'account-throttle';
    const call = rejected ?? this.begin(called, now);
    const measurements = now >= this.window.countFrom ? [measurement, also] : [also];
    if (typeof call === 'string') {
      for (const each of measurements) each?.reject(call);
      this.met.note(call, now);
      return;
    }
    for (const each of measurements) each?.answer(gatewayMs + call.ms, call.start);
    if (!feeds) return;
    const later = call.ms / 1000 + this.random.duration(uploadSeconds, spread);
    this.events.add(now + later, { kind: 'message', worker: feeds });
  }

  private receive(worker: WorkerState, now: number): void {
    const { backlog } = worker;
    backlog.add(now);
    this.poll(worker, now);
    if (backlog.length > 0) this.met.note(backlog.isAtMost ? 'pollers' : 'poller-growth', now);
  }

  /** Begins as many calls as the pollers and the limits allow. */
  private poll(state: WorkerState, now: number): void {
    const { worker, called, backlog, measurement } = state;
    while (backlog.length > 0 && called.instances.busy < Math.floor(backlog.concurrency)) {
      const call = this.begin(called, now, state);
      if (typeof call === 'string') {
        this.met.note(call, now);
        break;
      }
      for (const arrivedAt of backlog.take(worker.batchSize)) {
        if (arrivedAt >= this.window.countFrom) measurement.answer((now - arrivedAt) * 1000 + call.ms, call.start);
      }
    }
    backlog.settle(now);
    if (backlog.length === 0 || state.isGrowing) return;
    state.isGrowing = true;
    this.events.add(now + 1, { kind: 'grow', worker: state });
  }

  /** Begins a call and plans its end. Returns the limit that prevents it. */
  private begin(called: FunctionState, now: number, worker?: WorkerState): Begun | LimitName {
    const start = called.instances.begin(now);
    if (isLimit(start)) return start;
    const { ms: warmMs, coldMs } = called.fn;
    const { random } = this;
    const { spread } = this.model;
    const ms = random.duration(warmMs, spread) + (start === 'cold' ? random.duration(coldMs, spread) : 0);
    this.events.add(now + ms / 1000, { kind: 'end', called, start, worker });
    return { ms, start };
  }
}

/** Returns an element that the model refers to. */
function at<T>(elements: readonly T[], index: number): T {
  const element = elements[index];
  if (element === undefined) throw new Error(`The model refers to number ${index} of ${elements.length}.`);
  return element;
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
