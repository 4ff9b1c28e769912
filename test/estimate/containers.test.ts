// Containers instead of functions, against sums by hand. USD of us-east-1, in a month of 730 hours or 30.41667 days.
import fc from 'fast-check';
import { usdOfAmounts } from '../../estimate/containers/amount';
import { curvesOf } from '../../estimate/containers/comparison';
import { range, winOf } from '../../estimate/containers/crossover';
import { fleetFor } from '../../estimate/containers/fargate';
import { functionsFor } from '../../estimate/containers/functions';
import { balancedTraffic, capacityUnits } from '../../estimate/containers/load-balancer';
import { machineFor } from '../../estimate/containers/machine';
import { crossoverText, sentenceOf, spanOf } from '../../estimate/containers/sentence';
import type { Sizing } from '../../estimate/containers/sizing';
import { sizesFrom, taskSizes } from '../../estimate/containers/task-size';
import { type Task, tasksOf, type Work } from '../../estimate/containers/work';
import { estimateOptions } from '../../estimate/options';
import { pricesOf } from '../../estimate/prices/regions';
import { Template } from '../../estimate/template/template';
import { shapeNames, usualShape } from '../../estimate/traffic/shape';
import { profiles } from '../../estimate/traffic/traffic';

// The sums by hand have these durations, whatever the benchmarks measure.
jest.mock('../../estimate/bill/measured.json', () => jest.requireActual('./worked-durations.json'));

const list = pricesOf('us-east-1');
const sizing: Sizing = { shape: usualShape('steady'), utilization: 0.7 };
const daysPerMonth = 730 / 24;

const fn = (memoryMb: number) =>
  ({ id: 'F', name: 'F', memoryMb, architecture: 'arm64', warm: 0, isTraced: false, sources: [] }) as const;

/** An API of one function. Its whole duration is CPU time, at its share of a vCPU. */
const api = (ms: number, memoryMb: number): Work => ({
  name: 'API',
  unit: 'request',
  functions: [{ fn: fn(memoryMb), perUnit: 1, ms }],
  cpuMs: (ms * memoryMb) / 1769,
  bytes: 3_500,
  accessLogBytes: 0,
  least: { vcpu: 0.25, memoryGb: 0.5 },
});

/** A resizer of one vCPU, with the CPU time of an image. */
const resizer = (cpuMs: number): Work => ({
  name: 'resizer',
  unit: 'image',
  functions: [{ fn: fn(1_769), perUnit: 1, ms: cpuMs }],
  cpuMs,
  bytes: 0,
  accessLogBytes: 0,
  least: { vcpu: 1, memoryGb: 1769 / 1024 },
});

const usdOf = (tasks: readonly Task[], perDay: number, each = sizing) => {
  const { Lambda, Fargate, EC2 } = curvesOf(tasks, each, list);
  return { Lambda: Lambda(perDay) ?? 0, Fargate: Fargate(perDay) ?? 0, EC2: EC2(perDay) };
};

describe('functions', () => {
  it('cost by the request', () => {
    // 50 ms × 0.5 GB = 0.025 GB-s × 0.0000133334 = 0.33334 for a million, 0.20 for the requests, 1.00 for API Gateway: 1.53334. Logs:
    // 1,500 bytes × 1,000,000 / 2^30 × 0.50 = 0.69849. Cold starts: 4,380 × 191 ms × 0.5 GB × 0.0000133334 = 0.00558.
    const task = { work: api(50, 512), perDay: 1_000_000 / daysPerMonth };
    const amounts = functionsFor(task);
    const withoutLogs = amounts.filter(([price]) => price !== 'log-ingestion');
    expect(usdOfAmounts(withoutLogs, list)).toBeCloseTo(1.53334 + 0.00558, 4);
    expect(usdOfAmounts(amounts, list)).toBeCloseTo(1.53334 + 0.00558 + 0.69849, 4);
  });

  it('cost by the image, and poll the queue', () => {
    // 0.4 s × 1769/1024 GB = 0.691016 GB-s × 0.0000133334 = 9.21359 for a million, 0.20 for the calls, 0.69849 for logs. Polls: 657,000 ×
    // 0.40 / 1,000,000 = 0.2628. Cold starts: 4,380 × 55 ms × 1.72754 GB × 0.0000133334 = 0.00555.
    const task = { work: resizer(400), perDay: 1_000_000 / daysPerMonth };
    expect(usdOfAmounts(functionsFor(task), list)).toBeCloseTo(9.21359 + 0.2 + 0.69849 + 0.2628 + 0.00555, 4);
  });
});

describe('a load balancer', () => {
  it.each([
    // The example of https://aws.amazon.com/elasticloadbalancing/pricing/: a connection a second that lasts 2 minutes, 5 requests and 300 KB
    // a second, 60 rules. 1 / 25 = 0.04; 120 / 3,000 = 0.04; 300 KB × 3,600 = 1.08 GB; 50 × 5 / 1,000 = 0.25.
    [{ newConnectionsPerSecond: 1, activeConnections: 120, bytesPerSecond: 300_000, requestsPerSecond: 5, rules: 60 }, 1.08],
    [{ newConnectionsPerSecond: 50, activeConnections: 120, bytesPerSecond: 0, requestsPerSecond: 50, rules: 1 }, 2],
    [{ newConnectionsPerSecond: 1, activeConnections: 9_000, bytesPerSecond: 0, requestsPerSecond: 1, rules: 1 }, 3],
    [{ newConnectionsPerSecond: 1, activeConnections: 1, bytesPerSecond: 0, requestsPerSecond: 200, rules: 60 }, 10],
  ])('uses the units of the dimension that needs most: %j', (traffic, units) => {
    expect(capacityUnits(traffic)).toBeCloseTo(units, 9);
  });

  it('costs 22.42 USD in 720 hours of that example', () => {
    const { prices } = list;
    const [hour, unit] = [prices['load-balancer'].tiers[0]?.usd ?? 0, prices['load-balancer-capacity'].tiers[0]?.usd ?? 0];
    expect(720 * (hour + 1.08 * unit)).toBeCloseTo(22.42, 2);
  });

  it('sees a connection for every ten requests', () => {
    expect(balancedTraffic(100, 3_500)).toMatchObject({
      newConnectionsPerSecond: 10,
      activeConnections: 600,
      bytesPerSecond: 350_000,
    });
  });
});

describe('the sizes of tasks', () => {
  it('are those that Fargate accepts', () => {
    const memoryOf = (vcpu: number) => taskSizes.filter((size) => size.vcpu === vcpu).map(({ memoryGb }) => memoryGb);
    expect(memoryOf(0.25)).toEqual([0.5, 1, 2]);
    expect(memoryOf(1)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(memoryOf(8)).toEqual([16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60]);
    expect(memoryOf(16).at(-1)).toBe(120);
  });

  it('have at least what the work needs', () => {
    expect(sizesFrom({ vcpu: 1, memoryGb: 1769 / 1024 })[0]).toEqual({ vcpu: 1, memoryGb: 2 });
    expect(sizesFrom({ vcpu: 0.2, memoryGb: 3 }).map(({ vcpu, memoryGb }) => [vcpu, memoryGb])).toEqual([
      [0.5, 3],
      [1, 3],
      [2, 4],
      [4, 8],
      [8, 16],
      [16, 32],
    ]);
  });
});

describe('a fleet', () => {
  it('of an API has two tasks and a load balancer without traffic', () => {
    // 2 × (0.25 × 0.03238 + 0.5 × 0.00356) × 730 = 14.4175; 0.0225 × 730 = 16.425; 2 + 2 addresses × 0.005 × 730 = 14.60.
    const fleet = fleetFor({ work: api(50, 512), perDay: 0 }, sizing, list);
    expect(fleet).toMatchObject({ count: 2, size: { vcpu: 0.25, memoryGb: 0.5 } });
    expect(fleet.usd).toBeCloseTo(45.4425, 6);
  });

  it('of an API has capacity units and logs by the request', () => {
    // A million requests: 3,500 bytes × 1,000,000 = 3.5 GB, which are 3.5 LCU-hours × 0.008 = 0.028; 700 bytes of log, 0.325963.
    const fleet = fleetFor({ work: api(50, 512), perDay: 1_000_000 / daysPerMonth }, sizing, list);
    expect(fleet.usd).toBeCloseTo(45.4425 + 0.028 + 0.325963, 5);
  });

  it('of a resizer has one task without traffic', () => {
    // (0.03238 + 2 × 0.00356) × 730 = 28.835; an address 3.65; 131,400 polls 0.05256.
    expect(fleetFor({ work: resizer(400), perDay: 0 }, sizing, list).usd).toBeCloseTo(28.835 + 3.65 + 0.05256, 6);
  });

  it('has the tasks that the busiest hour needs', () => {
    // 400,000 images of 0.4 s in 86,400 s: 1.85 vCPU. At a peak of 1.8 and 70 %: 4.76. Larger tasks save addresses: 2 × 4 vCPU cost more.
    const wave = { ...sizing, shape: usualShape('daily-wave') };
    const fleet = fleetFor({ work: resizer(400), perDay: 400_000 }, wave, list);
    expect(fleet.count * fleet.size.vcpu).toBe(5);
    const steady = fleetFor({ work: resizer(400), perDay: 400_000 }, sizing, list);
    // 1.85 / 0.7 = 2.65.
    expect(steady).toMatchObject({ count: 3, size: { vcpu: 1, memoryGb: 2 } });
  });
});

describe('a machine', () => {
  it.each([
    // t4g.small: 0.0168 × 730 = 12.264; a disk of 20 GB 1.60; an address 3.65.
    [0, 't4g.small', 12.264 + 1.6 + 3.65],
    // 2,000,000 × 14.47 ms / 86,400 s = 0.335 vCPU: more than 70 % of the baseline of 0.4. c7g.medium: 0.03625 × 730 = 26.4625. Logs:
    // 60,833,333 × 700 / 2^30 × 0.50 = 19.8294.
    [2_000_000, 'c7g.medium', 26.4625 + 1.6 + 3.65 + 19.8294],
    // 10,000,000: 1.675 vCPU of 4.
    [10_000_000, 'c7g.xlarge', 4 * 26.4625 + 1.6 + 3.65 + 99.147],
  ])('for %d requests a day is a %s', (perDay, type, usd) => {
    const machine = machineFor([{ work: api(50, 512), perDay }], sizing, list);
    expect(machine?.type).toBe(type);
    expect(machine?.usd).toBeCloseTo(usd, 3);
  });

  it('does both kinds of work', () => {
    // 0.335 vCPU for requests, 50,000 × 0.4 s / 86,400 s = 0.231 for images: 0.567 of 0.7.
    const tasks = [
      { work: api(50, 512), perDay: 2_000_000 },
      { work: resizer(400), perDay: 50_000 },
    ];
    expect(machineFor(tasks, sizing, list)?.type).toBe('c7g.medium');
    expect(machineFor(tasks, { ...sizing, utilization: 0.5 }, list)?.type).toBe('c7g.large');
  });

  it('does not exist for more than 64 vCPU', () => {
    // 0.7 × 64 × 86,400 s / 2 s.
    const most = 1_935_360;
    expect(machineFor([{ work: resizer(2_000), perDay: most }], sizing, list)?.type).toBe('c7g.16xlarge');
    expect(machineFor([{ work: resizer(2_000), perDay: most + 1 }], sizing, list)).toBeUndefined();
  });
});

describe('the crossover', () => {
  const from = (task: Task) => {
    const { Lambda, Fargate } = curvesOf([task], sizing, list);
    return winOf(Lambda, Fargate)?.from;
  };

  it('of an API is 0.8 million requests a day in a count without logs and addresses', () => {
    // 1.53334 USD a million; two tasks 14.4175, a load balancer 16.425, and all day one LCU, 5.84: 36.6825.
    const rough = winOf(
      (perDay) => (perDay * daysPerMonth * 1.53334) / 1_000_000,
      () => 36.6825,
    );
    expect(rough?.from).toBeCloseTo(786_526, -2);
  });

  it('of an API, with logs and addresses', () => {
    // (45.4425 − 0.00558) / (2.23183 − 0.028 − 0.325963) = 24.19589 million a month.
    expect(from({ work: api(50, 512), perDay: 1 })).toBeCloseTo(24_195_890 / daysPerMonth, -2);
  });

  it.each([
    // One task of 1 vCPU, 28.835 USD. Lambda: 23.03398 USD a million for each second, 0.20 for the calls, 1.20 for three requests of SQS.
    [400, 89_340],
    [800, 47_800],
    [2_000, 19_970],
  ])('of a resizer with %d ms is %d images a day in a count with requests of SQS for Lambda only', (ms, images) => {
    const rough = winOf(
      (perDay) => (perDay * daysPerMonth * (23.03398 * (ms / 1_000) + 1.4)) / 1_000_000,
      () => 28.835,
    );
    expect(Math.abs((rough?.from ?? 0) / images - 1)).toBeLessThan(0.002);
  });

  it.each([
    // (28.835 + 3.65 + 0.05256 − 0.2628 − 0.00555) / (23.03398 × seconds + 0.2 + 0.69849 − 0.325963) in millions a month.
    [400, 32.26921 / 9.786119],
    [800, 32.26921 / 18.999711],
    [2_000, 32.26921 / 46.640487],
  ])('of a resizer with %d ms, with addresses and logs, and the same requests of SQS on both sides', (ms, millions) => {
    expect((from({ work: resizer(ms), perDay: 1 }) ?? 0) / ((millions * 1_000_000) / daysPerMonth)).toBeCloseTo(1, 4);
  });

  it('is missing where containers never cost less', () => {
    const spike = { ...sizing, shape: usualShape('spike') };
    const { Lambda, Fargate } = curvesOf([{ work: resizer(400), perDay: 1 }], spike, list);
    expect(winOf(Lambda, Fargate)).toBeUndefined();
  });

  it('has an end where containers no longer cost less, and a second start where they had not for a while', () => {
    const functions = (perDay: number) => perDay;
    expect(winOf(functions, (perDay) => (perDay <= 1_000 ? 50 : undefined))).toEqual({
      from: expect.closeTo(50, 3),
      to: expect.closeTo(1_000, 2),
    });
    const twoSteps = (perDay: number) => (perDay <= 100 ? 50 : 300);
    expect(winOf(functions, twoSteps)).toEqual({ from: expect.closeTo(50, 3), lasting: expect.closeTo(300, 3) });
    // The cost of functions is not known beyond 1,000: the range ends there.
    expect(
      winOf(
        (perDay) => (perDay > 1_000 ? undefined : perDay),
        () => 50,
      ),
    ).toEqual({ from: expect.closeTo(50, 3) });
    expect(
      winOf(
        () => 2,
        () => 1,
      ),
    ).toEqual({ from: range.from });
  });
});

describe('a property of all work', () => {
  const work = fc
    .record({
      isApi: fc.boolean(),
      ms: fc.integer({ min: 5, max: 3_000 }),
      memoryMb: fc.constantFrom(128, 512, 1_769, 3_008),
      shape: fc.constantFrom(...shapeNames),
      utilization: fc.double({ min: 0.1, max: 1, noNaN: true }),
    })
    .map(({ isApi, ms, memoryMb, shape, utilization }) => ({
      tasks: [{ work: isApi ? api(ms, memoryMb) : resizer(ms), perDay: 1 }],
      sizing: { shape: usualShape(shape), utilization },
    }));

  it('is that no home costs less than nothing, and more traffic never costs less', () => {
    fc.assert(
      fc.property(
        work,
        fc.double({ min: 0, max: 1e8, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (each, perDay, factor) => {
          const [one, more] = [perDay, perDay * factor].map((units) => usdOf(each.tasks, units, each.sizing));
          for (const home of ['Lambda', 'Fargate', 'EC2'] as const) {
            expect(one?.[home] ?? 0).toBeGreaterThanOrEqual(0);
            expect(
              (more?.[home] ?? Number.POSITIVE_INFINITY) - (one?.[home] ?? Number.POSITIVE_INFINITY) || 0,
            ).toBeGreaterThanOrEqual(-1e-6);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is that functions cost no more just below a crossover, and containers less just above it', () => {
    fc.assert(
      fc.property(work, ({ tasks, sizing: each }) => {
        const curves = curvesOf(tasks, each, list);
        for (const home of ['Fargate', 'EC2'] as const) {
          const win = winOf(curves.Lambda, curves[home]);
          const margin = (perDay: number) => (curves[home](perDay) ?? Number.POSITIVE_INFINITY) - (curves.Lambda(perDay) ?? 0);
          for (const crossover of [win?.from, win?.lasting]) {
            if (crossover === undefined || crossover === range.from) continue;
            expect(margin(crossover * (1 - 1e-5))).toBeGreaterThanOrEqual(0);
            expect(margin(crossover * (1 + 1e-5))).toBeLessThan(0);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('the work of a template', () => {
  const foreign = new Template({
    Resources: {
      Items: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
      Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: { 'Fn::GetAtt': ['Items', 'Arn'] } } },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { RouteKey: 'GET /', Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] } },
      },
      Queue: { Type: 'AWS::SQS::Queue' },
      Worker: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 1_769 } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Worker' } },
      },
    },
  });

  it('is its requests and its queues, whose whole duration counts as CPU time', () => {
    const tasks = tasksOf(foreign, { ...profiles.idle, requestsPerDay: 1_000, imagesPerDay: 100 });
    // 50 ms with 512 MB are 50 × 512 / 1769 = 14.47 ms on one vCPU.
    expect(tasks.map(({ work, perDay }) => [work.name, Math.round(perDay), work.cpuMs])).toEqual([
      ['API', 1_000, expect.closeTo(14.471, 3)],
      ['resizer', 100, 50],
    ]);
  });

  it('has the same shares without traffic', () => {
    const [task] = tasksOf(foreign, profiles.idle);
    expect(task).toMatchObject({ perDay: 0, work: { functions: [{ perUnit: 1 }], cpuMs: expect.closeTo(14.471, 3) } });
  });

  it('is nothing without routes and queues', () => {
    expect(tasksOf(new Template({ Resources: {} }), profiles.growing)).toEqual([]);
  });
});

describe('the sentence of a comparison', () => {
  const comparison = {
    of: 'API',
    unit: 'request',
    perDay: 100_000,
    usd: { Lambda: 11, Fargate: 38, EC2: 9.9 },
    what: {},
    unpriced: {},
    cpuMs: 3,
    crossovers: [],
  } as const;

  it('has the costs, the crossover and the margin', () => {
    expect(sentenceOf({ ...comparison, own: { Fargate: { from: 4_100_000 }, EC2: { from: 90_000, to: 2_000_000 } } })).toBe(
      'The API: at your traffic Lambda costs 11.00 USD, Fargate 38.00, an EC2 instance 9.90; Fargate costs less from 4.1 million requests ' +
        'a day on (41 times your traffic), and an EC2 instance costs less from 90,000 requests a day to 2 million: 1.10 USD or 10 % less at ' +
        'your traffic.',
    );
  });

  it('shows a crossover that is just ahead', () => {
    expect(sentenceOf({ ...comparison, usd: { Lambda: 11, Fargate: 38 }, own: { Fargate: { from: 104_600 } } })).toMatch(
      /Fargate costs less from 105,000 requests a day on \(1\.05 times your traffic\)/,
    );
  });

  it('says when containers never cost less', () => {
    expect(sentenceOf({ ...comparison, usd: { Lambda: 11, Fargate: 38 }, own: {} })).toBe(
      'The API: at your traffic Lambda costs 11.00 USD, Fargate 38.00; Fargate never costs less in this range, and an EC2 instance never ' +
        'costs less in this range.',
    );
  });

  it('says nothing about what has no price', () => {
    const unpriced = { Fargate: 'No price.', EC2: 'No price.' };
    expect(sentenceOf({ ...comparison, usd: { Lambda: 11 }, unpriced, own: {} })).toBe(
      'The API: at your traffic Lambda costs 11.00 USD.',
    );
    expect(crossoverText({ ...comparison, unpriced, own: {} }, { shape: 'steady' }, 'EC2')).toBe('no price');
    expect(crossoverText({ ...comparison, own: {} }, { shape: 'steady' }, 'EC2')).toBe('never');
  });

  it('says when they cost less with gaps', () => {
    expect(spanOf({ from: 58_123, lasting: 105_800, to: 9e6 }, 'image', ' (2 times your traffic)')).toBe(
      'from 58,100 images a day (2 times your traffic) to 9 million, with gaps until 106,000',
    );
    expect(spanOf({ from: 58_123, to: 105_800 }, 'image', ' (2 times your traffic)')).toBe(
      'from 58,100 images a day (2 times your traffic) to 106,000',
    );
    expect(spanOf({ from: 58_123, lasting: 105_800 }, 'image')).toBe('from 58,100 images a day on, with gaps until 106,000');
  });
});

describe('the utilization', () => {
  it('is an option', () => {
    expect(estimateOptions([]).utilization).toBe(0.7);
    expect(estimateOptions(['--utilization', '0.5']).utilization).toBe(0.5);
    expect(() => estimateOptions(['--utilization', '0'])).toThrow(
      'Invalid value "0" for --utilization. Use a number from 0.05 to 1.',
    );
  });
});
