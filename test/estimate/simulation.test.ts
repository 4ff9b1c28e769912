// The simulation, against closed forms of queueing theory, sums by hand, and properties.
import fc from 'fast-check';
import { Backlog } from '../../estimate/simulation/backlog';
import { EventQueue } from '../../estimate/simulation/event-queue';
import { Account, Instances } from '../../estimate/simulation/instances';
import { percentile } from '../../estimate/simulation/measurement';
import type { Model, Route, SimulatedFunction } from '../../estimate/simulation/model';
import { Random } from '../../estimate/simulation/random';
import { divided, simulate } from '../../estimate/simulation/simulate';
import { TokenBucket } from '../../estimate/simulation/token-bucket';
import { usualShape } from '../../estimate/traffic/shape';

const fn = (given: Partial<SimulatedFunction> = {}): SimulatedFunction => ({ name: 'fn', ms: 100, coldMs: 0, warm: 0, ...given });
const route = (given: Partial<Route> = {}): Route => ({ name: 'GET /', fn: 0, perSecond: 0, shareOfSpike: 1, ...given });
const model = (given: Partial<Model>): Model => ({
  functions: [fn()],
  routes: [],
  workers: [],
  shape: usualShape('steady'),
  accountConcurrency: 1_000_000,
  spread: 0.5,
  keepSeconds: 600,
  gatewayMs: 0,
  uploadSeconds: 0,
  ...given,
});
const seconds = (to: number) => ({ from: 0, countFrom: 0, to });
const spikeOf = (atOnce: number) => ({ ...usualShape('spike'), peakFactor: 1, atOnce });
const noon = { from: 43_190, countFrom: 43_190, to: 43_800 };

/** The share of calls that find all of `servers` busy: https://en.wikipedia.org/wiki/Erlang_(unit)#Erlang_B_formula */
function erlangB(servers: number, offered: number): number {
  let share = 1;
  for (let each = 1; each <= servers; each += 1) share = (offered * share) / (each + offered * share);
  return share;
}

/** The share of calls that wait, when they do not give up: Erlang C. */
function erlangC(servers: number, offered: number): number {
  const lost = erlangB(servers, offered);
  return lost / (1 - (offered / servers) * (1 - lost));
}

describe('the simulation, against closed forms', () => {
  // Erlang B needs only the mean of the duration, whatever its distribution is.
  it.each([
    [10, 80, 100], // 8 calls at a time, 10 allowed.
    [20, 90, 200], // 18 of 20
    [5, 100, 100], // 10 of 5
  ])('loses what Erlang B says, with a limit of %d', (limit, perSecond, ms) => {
    const { routes } = simulate(
      model({ functions: [fn({ ms, reserved: limit })], routes: [route({ perSecond })] }),
      seconds(1_000),
      7,
    );
    expect(routes[0]?.share503).toBeCloseTo(erlangB(limit, (perSecond * ms) / 1000), 2);
    expect(routes[0]?.share429).toBe(0);
  });

  it("loses the same at the account's limit", () => {
    const { routes, met } = simulate(
      model({ functions: [fn({ ms: 200 })], routes: [route({ perSecond: 90 })], accountConcurrency: 20 }),
      seconds(1_000),
      7,
    );
    expect(routes[0]?.share503).toBeCloseTo(erlangB(20, 18), 2);
    expect(met.map(({ limit }) => limit)).toEqual(['account-concurrency']);
  });

  it.each([
    [20, 150],
    [300, 40],
  ])('has the mean concurrency rate × duration, for %d a second and %d ms', (perSecond, ms) => {
    const { functions } = simulate(
      model({ functions: [fn({ ms })], routes: [route({ perSecond })] }),
      seconds(60_000 / perSecond),
      3,
    );
    expect(Math.abs((functions[0]?.meanConcurrency ?? 0) / ((perSecond * ms) / 1000) - 1)).toBeLessThan(0.03);
  });

  it.each([
    // Of one server, Pollaczek and Khinchine: the mean wait is ρ / (1 − ρ) × duration × (1 + spread²) / 2.
    [1, 7, 0.5, (0.7 / 0.3) * 100 * 0.625],
    [1, 8, 1, (0.8 / 0.2) * 100],
    [1, 8, 0, (0.8 / 0.2) * 100 * 0.5],
    // Of 5 servers with 4 calls at a time, Erlang C times duration / (servers − offered) times (1 + spread²) / 2, which is nearly exact.
    [5, 40, 1, erlangC(5, 4) * 100],
    [5, 40, 0.5, erlangC(5, 4) * 100 * 0.625],
  ])(
    'lets messages wait as long as theory says: %d at a time, %d a second, spread %d',
    (maxConcurrency, perSecond, spread, waitMs) => {
      const worker = { name: 'fn', fn: 0, perSecond, batchSize: 1, maxConcurrency };
      const means = [1, 2, 3].map((seed) => {
        const { workers } = simulate(model({ workers: [worker], spread }), seconds(4_000), seed);
        return workers[0]?.meanMs ?? 0;
      });
      const mean = means.reduce((sum, each) => sum + each) / means.length - 100;
      expect(mean / waitMs).toBeGreaterThan(0.92);
      expect(mean / waitMs).toBeLessThan(1.08);
    },
  );

  it('starts cold when the last request is longer ago than an instance is kept', () => {
    // With one request in ten minutes on average, and instances that are kept for ten minutes: e^−1 of the gaps are longer.
    const { routes } = simulate(
      model({ functions: [fn({ coldMs: 400, ms: 1 })], routes: [route({ perSecond: 1 / 600 })] }),
      seconds(86_400 * 200),
      5,
    );
    expect(routes[0]?.coldShare).toBeCloseTo(Math.exp(-1), 2);
  });
});

describe('a spike', () => {
  it('of 500 meets a throttle of 100 a second with a burst of 200: 300 are rejected', () => {
    const { spike, met } = simulate(
      model({ shape: spikeOf(500), routes: [route({ throttle: { rate: 100, burst: 200 } })] }),
      noon,
      1,
    );
    expect(spike).toMatchObject({ count: 500, answered: 200, share429: 0.6, share503: 0, coldShare: 1 });
    expect(met).toEqual([{ limit: 'throttle', count: 300, firstAt: 10 }]);
  });

  it.each([
    // Nothing limits it.
    [500, 1_000, { answered: 500, share503: 0 }],
    // A new account.
    [500, 10, { answered: 10, share503: 0.98 }],
    // 1,000 new instances at a time, whatever the account may have.
    [1_500, 10_000, { answered: 1_000, share503: 1 / 3 }],
  ])('of %d in an account with %d instances', (atOnce, accountConcurrency, expected) => {
    const { spike } = simulate(model({ shape: spikeOf(atOnce), routes: [route()], accountConcurrency }), noon, 1);
    expect(spike?.answered).toBe(expected.answered);
    expect(spike?.share503).toBeCloseTo(expected.share503, 9);
  });

  it('uses warm instances first', () => {
    const { spike } = simulate(
      model({ functions: [fn({ warm: 100, coldMs: 300 })], shape: spikeOf(500), routes: [route()] }),
      noon,
      1,
    );
    expect(spike?.coldShare).toBe(0.8);
  });

  it('of uploads drains as fast as the queue hands them out', () => {
    // 600 messages at 3 at a time of 100 ms each: 20 s. The uploads arrive within some seconds.
    const worker = { name: 'fn', fn: 1, perSecond: 0, batchSize: 1, maxConcurrency: 3 };
    const { workers } = simulate(
      model({ functions: [fn(), fn()], shape: spikeOf(600), routes: [route({ feeds: 0 })], workers: [worker], uploadSeconds: 1 }),
      noon,
      1,
    );
    expect(workers[0]).toMatchObject({ count: 600, answered: 600 });
    expect(workers[0]?.longestDrainSeconds).toBeGreaterThan(18);
    expect(workers[0]?.longestDrainSeconds).toBeLessThan(22);
  });

  it('is divided among the routes without losing a request', () => {
    expect(divided(500, [0.5, 0.25, 0.25])).toEqual([250, 125, 125]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.array(fc.nat(100), { minLength: 1 }), (count, weights) => {
        const sum = weights.reduce((total, weight) => total + weight, 1);
        const parts = divided(
          count,
          [...weights, 1].map((weight) => weight / sum),
        );
        expect(parts.reduce((total, part) => total + part)).toBe(count);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a token bucket', () => {
  it('gives its burst, and then its rate', () => {
    const bucket = new TokenBucket(10, 3);
    // 3 of 4 at once; a tenth of a second makes one more, and half of it none.
    expect([0, 0, 0, 0, 0.1, 0.15, 0.2].map((time) => bucket.take(time))).toEqual([true, true, true, false, true, false, true]);
    // After a long time it holds no more than its burst.
    expect([100, 100, 100, 100].map((time) => bucket.take(time))).toEqual([true, true, true, false]);
  });
});

describe("Lambda's instances", () => {
  it('are refilled continuously: 1,000 at once, and 100 more in each second', () => {
    const functions = [fn()];
    const instances = new Instances(fn(), new Account(1_000_000, functions), 600);
    const begun = (now: number, calls: number) =>
      Array.from({ length: calls }, () => instances.begin(now)).filter((each) => each === 'cold');
    expect(begun(0, 2_000)).toHaveLength(1_000);
    expect(begun(1, 2_000)).toHaveLength(100);
    expect(begun(11, 2_000)).toHaveLength(1_000);
  });

  it('answer at most 10 calls a second for each unit of the concurrency', () => {
    const instances = new Instances(fn(), new Account(10, [fn()]), 600);
    const answers = Array.from({ length: 101 }, () => {
      const start = instances.begin(0);
      if (start === 'cold' || start === 'warm') instances.end(0, start);
      return start;
    });
    expect(answers.filter((each) => each === 'calls-per-second')).toHaveLength(1);
    expect(answers[0]).toBe('cold');
    expect(answers[1]).toBe('warm');
  });

  it('of one function leave what another has reserved', () => {
    const functions = [fn(), fn({ reserved: 8 })];
    const account = new Account(10, functions);
    const [open, reserved] = functions.map((each) => new Instances(each, account, 600)) as [Instances, Instances];
    expect(Array.from({ length: 3 }, () => open.begin(0))).toEqual(['cold', 'cold', 'account-concurrency']);
    expect(Array.from({ length: 9 }, () => reserved.begin(0)).at(-1)).toBe('reserved-concurrency');
  });
});

describe('the pollers of a queue', () => {
  it('are 5 at first, 300 more in each minute, and at most 1,250', () => {
    const backlog = new Backlog();
    backlog.add(0);
    const counts = Array.from({ length: 300 }, () => {
      backlog.grow();
      return backlog.concurrency;
    });
    expect([counts[0], counts[59], counts[119], counts[299]]).toEqual([10, 305, 605, 1_250]);
  });

  it('are never more than the maximum concurrency', () => {
    const backlog = new Backlog(3);
    backlog.add(0);
    backlog.grow();
    expect(backlog.concurrency).toBe(3);
  });
});

describe('events', () => {
  it('happen in the order of their times', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1_000, noNaN: true })), (times) => {
        const queue = new EventQueue<number>();
        for (const time of times) queue.add(time, time);
        expect(times.map(() => queue.take())).toEqual(times.toSorted((one, other) => one - other));
        expect(queue.take()).toBeUndefined();
        expect(queue.nextTime).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('random durations', () => {
  it.each([0, 0.5, 1])('have their mean and their spread of %d', (spread) => {
    const random = new Random(11);
    const values = Array.from({ length: 200_000 }, () => random.duration(40, spread));
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean / 40 - 1)).toBeLessThan(0.01);
    expect(Math.abs(deviation / 40 - spread)).toBeLessThan(0.03);
    expect(values.every((value) => value > 0)).toBe(true);
  });

  it.each([
    [0.5, 2],
    [0.75, 3],
    [0.99, 4],
    [0, 1],
  ])('have the percentile %d', (share, value) => {
    expect(percentile([1, 2, 3, 4], share)).toBe(value);
    expect(percentile([], share)).toBeUndefined();
  });
});

describe('a property of every simulation', () => {
  const given = fc.record({
    perSecond: fc.double({ min: 0.1, max: 300, noNaN: true }),
    ms: fc.double({ min: 1, max: 500, noNaN: true }),
    warm: fc.nat(5),
    account: fc.integer({ min: 10, max: 200 }),
    rate: fc.integer({ min: 1, max: 300 }),
    atOnce: fc.nat(300),
    seed: fc.nat(1_000),
  });
  const run = ({ perSecond, ms, warm, account, rate, atOnce, seed }: typeof given extends fc.Arbitrary<infer T> ? T : never) =>
    simulate(
      model({
        functions: [fn({ ms, warm, coldMs: 300 }), fn({ name: 'worker', ms: 3 * ms })],
        routes: [route({ perSecond, throttle: { rate, burst: 2 * rate }, feeds: 0 })],
        workers: [{ name: 'worker', fn: 1, perSecond: 0, batchSize: 1, maxConcurrency: 5 }],
        accountConcurrency: account,
        shape: spikeOf(atOnce),
      }),
      { from: 43_190, countFrom: 43_190, to: 43_220 },
      seed,
    );

  it('is that the same seed has the same result', () => {
    fc.assert(
      fc.property(given, (each) => expect(run(each)).toEqual(run(each))),
      { numRuns: 15 },
    );
  });

  it('is that every request is answered or rejected, and every upload that was accepted is worked on', () => {
    fc.assert(
      fc.property(given, (each) => {
        const { routes, workers, functions } = run(each);
        for (const { coldShare, share429, share503, answered, count } of [...routes, ...workers]) {
          for (const share of [coldShare, share429, share503]) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
          expect(answered / Math.max(1, count) + share429 + share503).toBeCloseTo(count > 0 ? 1 : 0, 9);
        }
        expect(workers[0]?.answered).toBe(routes[0]?.answered);
        expect(functions.reduce((sum, { peakConcurrency }) => Math.max(sum, peakConcurrency), 0)).toBeLessThanOrEqual(each.account);
        expect(functions[1]?.peakConcurrency).toBeLessThanOrEqual(5);
      }),
      { numRuns: 40 },
    );
  });

  it('is that a spike never gets fewer answers, nor more cold starts, from more instances', () => {
    fc.assert(
      fc.property(given, fc.nat(200), (each, more) => {
        const base = { ...each, perSecond: 0.1, rate: 300, atOnce: Math.max(1, each.atOnce) };
        const larger = run({ ...base, account: base.account + more });
        expect(larger.spike?.answered).toBeGreaterThanOrEqual(run(base).spike?.answered ?? 0);
        const warmer = run({ ...base, warm: base.warm + 3 });
        const cold = ({ spike }: ReturnType<typeof run>) => (spike?.coldShare ?? 0) * (spike?.answered ?? 0);
        expect(cold(warmer)).toBeLessThanOrEqual(cold(run(base)));
      }),
      { numRuns: 30 },
    );
  });
});
