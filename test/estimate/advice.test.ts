// What changes of a template save, against sums by hand.
import { adviceFor, caseOf } from '../../estimate/advice/advice';
import { resizerCurve } from '../../estimate/advice/memory';
import { adviceReport } from '../../estimate/advice/text';
import { breakEven } from '../../estimate/advice/warm';
import { slowdownOfResizing } from '../../estimate/bill/memory-curve';
import { pricesOf } from '../../estimate/prices/regions';
import { Template } from '../../estimate/template/template';
import { profiles, type Traffic } from '../../estimate/traffic/traffic';

// The sums by hand have these durations, whatever the benchmarks measure.
jest.mock('../../estimate/bill/measured.json', () => jest.requireActual('./worked-durations.json'));

const list = pricesOf('us-east-1');
const daysPerMonth = 730 / 24;

type Resources = Record<string, { readonly Type: string; readonly Properties?: object }>;

const lambda = (properties: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Timeout: 60, ...properties } });

/** A foreign function behind a route. */
const api = (properties: object): Resources => ({
  Items: lambda(properties),
  Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Items' } } },
  Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: { Ref: 'Live' } } },
  Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /', Target: { Ref: 'Integration' } } },
});

const adviceOf = (resources: Resources, traffic: Partial<Traffic> = {}, prices = list) =>
  adviceFor(caseOf(new Template({ Resources: resources }), { ...profiles.idle, ...traffic }, prices));

const millionRequests = { requestsPerDay: 1_000_000 / daysPerMonth };

describe('the measured curve of the resizer', () => {
  it.each([
    [1_769, 1],
    [512, 753 / 210],
    [3_008, 184 / 210],
    // Beyond the measured points: half of 512 MB takes twice as long, and more than 3,008 MB help no more.
    [256, (2 * 753) / 210],
    [10_240, 184 / 210],
    // Between 512 and 1,024 MB: ln(363 / 753) / ln 2 = −1.0527; 753 / 210 × 1.5 ^ −1.0527 = 2.3400.
    [768, 2.34],
  ])('with %d MB has a slowdown of %d', (memoryMb, slowdown) => {
    expect(slowdownOfResizing(memoryMb)).toBeCloseTo(slowdown, 3);
  });
});

describe('advice on memory', () => {
  const application = (timeout: number): Resources => ({
    ServicecreateimageFunction00000000: lambda({ MemorySize: 256, Architectures: ['arm64'] }),
    ServiceresizeimageFunction00000000: lambda({ MemorySize: 1_769, Architectures: ['arm64'], Timeout: timeout }),
    ServiceimagechangedFunction00000000: lambda({ MemorySize: 256, Architectures: ['arm64'] }),
  });
  const images = { imagesPerDay: 1_000_000 / daysPerMonth };

  it('has the size that costs least, and what a call takes with it', () => {
    // With 1,769 MB a call takes 264.6 ms of CPU and 135 ms of waiting, 400 ms × 1.727539 GB = 0.691016 GB-s. With 512 MB 264.6 × 753 / 210
    // + 135 = 1,083.8, 1,084 ms × 0.5 GB = 0.542. A million images: 149,016 GB-s × 0.0000133334 = 1.98689. Cold starts: 4,380 × (107 ms ×
    // 1.727539 GB − 370 ms × 0.5 GB) = −0.7 GB-s.
    const [first] = adviceOf(application(60), images);
    expect(first?.text).toBe('Give resize-image 512 MB of memory instead of 1769.');
    expect(first?.drawback).toBe('A warm call takes 1084 ms instead of 400.');
    expect(first?.usdWithoutFree).toBeCloseTo(1.98689 - 0.00001, 4);
  });

  it('stays within half of the timeout', () => {
    // 1,084 ms are more than a second. 1,024 MB: 264.6 × 363 / 210 + 135 = 592.4, 593 ms; 1,536 MB: 264.6 × 232 / 210 + 135 = 427.3, 428 ms
    // × 1.5 GB = 0.642 GB-s; 593 ms × 1 GB = 0.593: 98,016 GB-s less than with 1,769 MB.
    const [first] = adviceOf(application(2), images);
    expect(first?.text).toBe('Give resize-image 1024 MB of memory instead of 1769.');
    expect(first?.usdWithoutFree).toBeCloseTo(98_016 * 0.0000133334, 3);
  });

  it('has a curve of the resizer', () => {
    const given = caseOf(new Template({ Resources: application(60) }), { ...profiles.idle, ...images }, list);
    const curve = resizerCurve(given);
    expect(curve.map(({ memoryMb, ms }) => [memoryMb, Math.round(ms)])).toEqual([
      [512, 1_084],
      [1_024, 592],
      [1_536, 427],
      [1_769, 400],
      // 264.6 × 196 / 210 + 135, and 264.6 × 184 / 210 + 135.
      [2_048, 382],
      [3_008, 367],
    ]);
    // 367 ms × 2.9375 GB − 400 ms × 1.727539 GB = 0.387 GB-s more for each of a million images.
    expect(curve.at(-1)?.usdWithoutFree).toBeCloseTo(-0.387_047 * 13.3334, 1);
    expect(resizerCurve(caseOf(new Template({ Resources: {} }), profiles.idle, list))).toEqual([]);
  });

  it('is not given on code that was not measured', () => {
    const texts = adviceOf(api({ MemorySize: 3_008, Architectures: ['arm64'] }), millionRequests).map(({ text }) => text);
    expect(texts.join()).not.toMatch(/memory/);
  });
});

describe('advice on the architecture', () => {
  it('saves the difference of the prices', () => {
    // A million calls of 50 ms with 128 MB: 6,250 GB-s × (0.0000166667 − 0.0000133334) = 0.020833, and no free tier left for it: all of it
    // is free there. Cold starts: 4,380 × 761 ms × 0.125 GB = 416.6 GB-s.
    const [first] = adviceOf(api({ MemorySize: 128 }), millionRequests);
    expect(first?.text).toBe('Run the function with x86_64 on arm64.');
    expect(first?.usdWithoutFree).toBeCloseTo((6_250 + 416.6) * 0.0000033333, 5);
    expect(first?.usd).toBe(0);
  });
});

describe('advice on provisioned concurrency', () => {
  it('knows when it pays off', () => {
    // 0.0000033334 / (0.0000133334 − 0.0000077778), and the same ratio for x86_64.
    expect(breakEven({ kept: 0.0000033334, run: 0.0000077778, onDemand: 0.0000133334 })).toBeCloseTo(0.6, 4);
    expect(breakEven({ kept: 0.0000041667, run: 0.0000097222, onDemand: 0.0000166667 })).toBeCloseTo(0.6, 4);
  });

  const scaled: Resources = {
    ...api({ MemorySize: 512, Architectures: ['arm64'] }),
    Target: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        ScalableDimension: 'lambda:function:ProvisionedConcurrency',
        ResourceId: { Ref: 'Live' },
        MinCapacity: 2,
        MaxCapacity: 2,
      },
    },
    Policy: { Type: 'AWS::ApplicationAutoScaling::ScalingPolicy', Properties: { ScalingTargetId: { Ref: 'Target' } } },
  };

  it('takes instances away that hardly work', () => {
    // Two instances of 0.5 GB: 2 × 1,314,000 GB-s × 0.0000033334 = 8.76018; the scaling watches with two metrics, 0.20.
    const [first] = adviceOf(scaled);
    expect(first?.text).toMatch(
      /^Take the provisioned concurrency from Items: its 2 instances work for 0\.0 % of their time, and pay off from 60 % on\.$/,
    );
    expect(first?.usdWithoutFree).toBeCloseTo(8.76018 + 0.2, 4);
    const fixed = {
      ...api({ MemorySize: 512, Architectures: ['arm64'] }),
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: { Ref: 'Items' }, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } },
      },
    };
    expect(adviceOf(fixed)[0]?.usdWithoutFree).toBeCloseTo(4.38009, 4);
  });

  it('keeps instances that work all the time', () => {
    // 2 instances of 0.5 GB that always work: 100 million calls of 50 ms are 5,000,000 s, 1.9 instances.
    const all = adviceOf(scaled, { requestsPerDay: 100_000_000 / daysPerMonth });
    expect(all.map(({ text }) => text).join()).not.toMatch(/Take the provisioned/);
  });

  it('is silent in a region without its price', () => {
    const busy = { requestsPerDay: 200_000_000 / daysPerMonth };
    const ireland = adviceOf(api({ MemorySize: 512, Architectures: ['arm64'] }), busy, pricesOf('eu-west-1'));
    expect(ireland.map(({ text }) => text).join()).not.toMatch(/Provision/);
  });

  it('provisions what works even in the quietest hour', () => {
    // 200 million calls of 50 ms: 10,000,000 s of 2,628,000: 3.8 instances. 3 × 0.5 GB × 2,628,000 s × (0.0000133334 − 0.0000077778 −
    // 0.0000033334) = 8.75991.
    const busy = { requestsPerDay: 200_000_000 / daysPerMonth };
    const [first] = adviceOf(api({ MemorySize: 512, Architectures: ['arm64'] }), busy);
    expect(first?.text).toMatch(/^Provision 3 instances of Items, which work even in the quietest hour/);
    expect(first?.usdWithoutFree).toBeCloseTo(8.75991, 4);
    // A wave with a peak factor of 1.8 has a rate of 0.2 at night: 0.76 instances.
    const wave = { ...busy, shape: { name: 'daily-wave', peakFactor: 1.8, atOnce: 0 } } as const;
    expect(adviceOf(api({ MemorySize: 512, Architectures: ['arm64'] }), wave)).toEqual([]);
  });
});

describe('advice on watching', () => {
  it('names the alarm that costs most', () => {
    const alarm = (metrics: number) => ({
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: Array.from({ length: metrics }, () => ({ MetricStat: { Period: 60 } })) },
    });
    const [first, ...others] = adviceOf({
      Errors00000000: alarm(1),
      Throttles00000000: alarm(3),
      Age00000000: alarm(3),
      Old00000000: alarm(1),
    });
    expect(first).toMatchObject({ text: 'If you leave out an alarm: Throttles, Age cost most, 0.30 USD each.', usd: 0 });
    expect(first?.usdWithoutFree).toBeCloseTo(0.3, 9);
    expect(others).toEqual([]);
    expect(adviceOf({ Errors00000000: alarm(1), Throttles00000000: alarm(2) })[0]?.text).toMatch(
      /it is Throttles, which costs most/,
    );
  });

  it('leaves out dashboards', () => {
    const [first] = adviceOf({ One: { Type: 'AWS::CloudWatch::Dashboard' }, Two: { Type: 'AWS::CloudWatch::Dashboard' } });
    expect(first).toMatchObject({ text: 'Leave out the 2 dashboards.', usd: 0, usdWithoutFree: 6 });
  });

  it('shortens the retention of logs', () => {
    const logged = (RetentionInDays?: number): Resources => ({
      ...api({ MemorySize: 128, Architectures: ['arm64'], LoggingConfig: { LogGroup: { Ref: 'Log' } } }),
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { ...(RetentionInDays && { RetentionInDays }) } },
    });
    // 100 million calls × 1,500 bytes × 0.15 / 2^30 = 20.955 GB a month, for 365 − 30 days, 11.0137 months: × 0.03 = 6.9236.
    const [first] = adviceOf(logged(), { requestsPerDay: 100_000_000 / daysPerMonth });
    expect(first?.text).toBe('Keep logs for 30 days: a log group keeps them for longer, 1 without end.');
    expect(first?.usdWithoutFree).toBeCloseTo(6.9236, 3);
    expect(
      adviceOf(logged(30), { requestsPerDay: 100_000_000 / daysPerMonth })
        .map(({ text }) => text)
        .join(),
    ).not.toMatch(/Keep logs/);
  });
});

describe('the list of advice', () => {
  it('begins with what saves most, and has nothing that saves nothing', () => {
    const all = adviceOf({ ...api({ MemorySize: 128 }), Board: { Type: 'AWS::CloudWatch::Dashboard' } }, millionRequests);
    expect(all.map(({ usdWithoutFree }) => usdWithoutFree >= 0.005)).toEqual([true, true]);
    expect(all[0]?.text).toBe('Leave out the dashboard.');
    expect(adviceReport(all).join('\n')).toMatch(/0\.00 +3\.00 {2}Leave out the dashboard\. CloudWatch still has/);
  });

  it('is empty for a template without anything', () => {
    expect(adviceOf({})).toEqual([]);
    expect(adviceReport([])).toEqual(['# What would cost less', 'No change saves money at this traffic.']);
  });
});
