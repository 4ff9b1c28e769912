// The estimate of this application's templates. Changes of single properties are in mutants.test.ts, other applications in foreign.slow.test.ts.
import fc from 'fast-check';
import { estimate } from '../../estimate/bill/bill';
import { calls } from '../../estimate/bill/calls';
import { durations } from '../../estimate/bill/durations';
import { msOf } from '../../estimate/bill/function-usage';
import { costsOf } from '../../estimate/bill/profile-costs';
import { compare } from '../../estimate/containers/comparison';
import { estimateOptions } from '../../estimate/options';
import { pricesOf, regions } from '../../estimate/prices/regions';
import { dollars } from '../../estimate/report/format';
import { billReport } from '../../estimate/report/text';
import { functionsIn } from '../../estimate/template/functions';
import { callsPerMonth } from '../../estimate/template/rate';
import { synthesize } from '../../estimate/template/read';
import { type Resource, Template } from '../../estimate/template/template';
import { shapeNames, usualShape } from '../../estimate/traffic/shape';
import { profiles, ranges, type Traffic, type TrafficFigure } from '../../estimate/traffic/traffic';
import { synthTemplate } from '../../lib/testing/synth';
import golden from './golden.json';

const usEast1 = pricesOf('us-east-1');
let production: Template;
let sandbox: Template;
beforeAll(() => {
  production = synthesize({ stage: 'production' });
  sandbox = synthesize();
});

const { growing, sustained, idle } = profiles;
const of = (template: Template, traffic: Traffic = growing) => estimate(template, traffic, usEast1);

/** The template with the properties of some resources replaced, or without them. */
function changed(
  template: Template,
  type: string,
  change: (properties: Resource['properties'], id: string) => object | undefined,
): Template {
  const entries = template.resources.flatMap(({ id, type: own, properties }) => {
    const next = own === type ? change(properties, id) : properties;
    return next ? [[id, { Type: own, Properties: next }]] : [];
  });
  return new Template({ Resources: Object.fromEntries(entries) });
}

describe('the profiles', () => {
  it('cost what they did', () => {
    expect({ sandbox: costsOf(sandbox), production: costsOf(production) }).toEqual(golden);
  });

  it('add up: the lines, the services and the features have the same sum', () => {
    for (const traffic of Object.values(profiles)) {
      const { bill } = of(production, traffic);
      const sum = (parts: object) => Object.values(parts).reduce((total: number, { usdWithoutFree }) => total + usdWithoutFree, 0);
      expect(sum(bill.services)).toBeCloseTo(bill.usdWithoutFree, 6);
      expect(sum(bill.features)).toBeCloseTo(bill.usdWithoutFree, 6);
    }
  });
});

describe('a region', () => {
  it.each(regions.map(({ region }) => region))('%s has the prices of this application, in every profile', (region) => {
    for (const traffic of Object.values(profiles)) {
      expect(estimate(production, traffic, pricesOf(region)).bill.usd).toBeGreaterThan(0);
    }
  });

  it('without a price of machines says which one, and has the bill and the other containers', () => {
    const ireland = pricesOf('eu-west-1');
    const [api, resizer, both] = compare(production, growing, 0.7, ireland);
    for (const each of [api, resizer, both]) {
      expect(each?.usd.EC2).toBeUndefined();
      expect(each?.own.EC2).toBeUndefined();
      expect(each?.unpriced.EC2).toMatch(/^No price ec2-t4g-small for eu-west-1\./);
      expect(each?.usd.Fargate).toBeGreaterThan(each?.usd.Lambda ?? 0);
      expect(each?.own.Fargate?.from).toBeGreaterThan(each?.perDay ?? 0);
    }
    expect(compare(production, growing, 0.7, usEast1)[0]?.what.EC2).toBe('one t4g.small');
    // Writes, reads and storage of DynamoDB are those of N. Virginia, with the figures of Ireland.
    const sum = (list: typeof ireland, what: string) => {
      const line = estimate(production, growing, list).bill.lines.find((each) => each.service === 'DynamoDB' && each.what === what);
      return line?.usdWithoutFree ?? 0;
    };
    expect(sum(ireland, 'writes') / sum(usEast1, 'writes')).toBeCloseTo(0.705 / 0.625, 9);
    expect(sum(ireland, 'reads') / sum(usEast1, 'reads')).toBeCloseTo(0.1415 / 0.125, 9);
  });
});

// part: monitoring
/** Metrics of production that have a threshold. */
const watched = [
  27,
  2, // part: sweep
].reduce((sum, count) => sum + count);

describe('a stage at rest', () => {
  const quantity = (service: string, what: string) =>
    of(production, idle).atRest.lines.find((line) => line.service === service && line.what === what)?.quantity;

  it('costs the polls of its queue', () => {
    const { atRest, bill } = of(production, idle);
    expect(bill).toEqual(atRest);
    // 5 pollers × 730 h × 3,600 s / 20 s.
    expect(quantity('SQS', 'requests')).toBe(657_000);
  });

  // part: sweep
  it('costs its sweeps', () => {
    // One every 15 minutes: 730 × 4. Each lists two buckets.
    expect(quantity('Lambda', 'requests')).toBe(2_920);
    expect(quantity('EventBridge', 'calls of schedules')).toBe(2_920);
    expect(of(production, idle).atRest.services.S3?.usd).toBeCloseTo(5_840 * 0.000005, 9);
  });

  // part: monitoring
  it('costs its alarms and its dashboard', () => {
    expect(quantity('CloudWatch', 'metrics of alarms')).toBe(watched);
    expect(quantity('CloudWatch', 'dashboards')).toBe(1);
  });
});

describe('a month of this application', () => {
  const line = (template: Template, traffic: Traffic, service: string, what: string) =>
    of(template, traffic).bill.lines.find((each) => each.service === service && each.what === what)?.quantity ?? 0;

  it('has the calls of its functions', () => {
    // 10 images and 100 requests a day, 90 % kept: 10 create, 50 list, 50 + 20 get, 1 delete, 10 resize, 11 change.
    const perDay = [
      ...[10, 50, 70, 1, 10, 11],
      24 * 4, // part: sweep
    ].reduce((sum, calls) => sum + calls);
    expect(line(sandbox, profiles.startup, 'Lambda', 'requests')).toBeCloseTo(perDay * (730 / 24), 6);
    expect(line(sandbox, profiles.startup, 'API Gateway', 'requests of HTTP APIs')).toBeCloseTo((10 + 50 + 70 + 1) * (730 / 24), 6);
  });

  it('has the compute of the resizer', () => {
    // 1,000 images a day more, of 12 megapixels: encoding and shrinking, the base and 7 calls of the SDK; 5 calls of S3 of 25 ms and 2 of
    // DynamoDB of 5 ms. Billed in whole milliseconds of 1769/1024 GB.
    const { base, sdkCall, encode, resizePerMegapixel } = durations;
    const ms = Math.ceil(encode.ms + 12 * resizePerMegapixel.ms + base.ms + 7 * sdkCall.ms + 5 * 25 + 2 * 5);
    const one = { ...idle, keptShare: 1, keptDays: 0, imagesPerDay: 1_000 };
    const resizerOnly = changed(sandbox, 'AWS::Lambda::Function', (properties, id) =>
      id.startsWith('Serviceresizeimage') || id.startsWith('Servicecreateimage')
        ? { ...properties, ...(id.startsWith('Servicecreate') && { Architectures: ['x86_64'] }) }
        : undefined,
    );
    const more =
      line(resizerOnly, { ...one, imagesPerDay: 2_000 }, 'Lambda', 'compute, arm64') -
      line(resizerOnly, one, 'Lambda', 'compute, arm64');
    expect(more / (1_000 * (730 / 24))).toBeCloseTo(((ms / 1_000) * 1769) / 1024, 6);
  });

  it('has the storage of what is kept', () => {
    // 1,000 images a day, 90 % for 365 days, each with 2,000,000 bytes and 494,688 of renditions.
    const bytes = 1_000 * 0.9 * 365 * (2_000_000 + 4_031 + 53_859 + 436_798);
    const withoutLogs = changed(sandbox, 'AWS::S3::Bucket', ({ LoggingConfiguration, ...properties }) => properties);
    expect(line(withoutLogs, growing, 'S3', 'storage')).toBeCloseTo(bytes / 2 ** 30, 6);
  });
});

describe('the duration of a call', () => {
  const ms = (name: string, memoryMb: number) => {
    const [fn] = functionsIn(production, Object.keys(calls)).filter((each) => each.name === name);
    if (!fn) throw new Error(`No function ${name}.`);
    return msOf({ ...fn, memoryMb }, calls[name] ?? [], idle);
  };

  const { base, sdkCall, list, encode, resizePerMegapixel } = durations;
  it.each([
    // One call, with the share of a vCPU that 512 MB have, and 5 ms for DynamoDB.
    ['get-image', 512, (base.ms + sdkCall.ms) / (512 / 1769) + 5],
    // A whole vCPU, and no more than that.
    ['get-image', 1_769, base.ms + sdkCall.ms + 5],
    ['get-image', 3_538, base.ms + sdkCall.ms + 5],
    // The page of the list takes more.
    ['list-images', 1_769, base.ms + sdkCall.ms + list.ms + 5],
    // It calls nothing.
    ['health', 512, base.ms / (512 / 1769)],
    // 12 megapixels, 7 calls: 5 of S3 of 25 ms, and 2 of DynamoDB.
    ['resize-image', 1_769, encode.ms + 12 * resizePerMegapixel.ms + base.ms + 7 * sdkCall.ms + 125 + 10],
  ])('of %s with %d MB is %d ms', (name, memoryMb, expected) => {
    expect(ms(name, memoryMb)).toBeCloseTo(expected, 3);
  });
});

describe('a change of the template', () => {
  const api = (template: Template) => of(template, sustained).bill.features.API?.usdWithoutFree ?? 0;
  const total = (template: Template, traffic: Traffic = sustained) => of(template, traffic).bill.usdWithoutFree;

  it('of the memory changes the bill of a function that waits', () => {
    const larger = changed(production, 'AWS::Lambda::Function', (properties) => ({ ...properties, MemorySize: 3_008 }));
    expect(api(larger)).toBeGreaterThan(api(production));
  });

  it('of the architecture changes it by the ratio of the prices', () => {
    const x86 = changed(production, 'AWS::Lambda::Function', ({ Architectures, ...properties }) => properties);
    const compute = (template: Template) =>
      of(template, sustained)
        .bill.lines.filter(({ what }) => what.startsWith('compute'))
        .reduce((sum, { usdWithoutFree }) => sum + usdWithoutFree, 0);
    expect(compute(x86) / compute(production)).toBeCloseTo(0.0000166667 / 0.0000133334, 6);
  });

  // part: monitoring
  it('of the alarms and the dashboard removes their lines', () => {
    const unwatched = changed(
      changed(production, 'AWS::CloudWatch::Alarm', () => undefined),
      'AWS::CloudWatch::Dashboard',
      () => undefined,
    );
    expect(total(production) - total(unwatched)).toBeCloseTo(watched * 0.1 + 3, 6);
  });

  // part: web
  it('of the page removes CloudFront', () => {
    const { services } = of(synthesize({ web: 'off' })).bill;
    expect(services.CloudFront).toBeUndefined();
    expect(of(sandbox).bill.services.CloudFront).toBeDefined();
  });

  // part: warm
  it('of the provisioned concurrency adds them', () => {
    const warm = changed(sandbox, 'AWS::Lambda::Alias', (properties, id) =>
      id.startsWith('Servicegetimage')
        ? { ...properties, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } }
        : properties,
    );
    // Two instances of 512 MB: 2 × 1,314,000 GB-s × 0.0000033334.
    expect(of(warm, idle).bill.features['provisioned concurrency']?.usd).toBeCloseTo(8.7601752, 6);
    // The same two by Application Auto Scaling, which watches them with 2 metrics of 0.10.
    const settings = { warm: { 'get-image': { min: 2, max: 10 } }, accountConcurrency: 1_000 };
    const scaled = new Template(synthTemplate({ settings }).toJSON());
    expect(of(scaled, idle).bill.features['provisioned concurrency']?.usdWithoutFree).toBeCloseTo(8.7601752 + 0.2, 6);
    // Calls of a warm function have another price, and nothing of it is free.
    const run = of(scaled).bill.lines.find(({ what }) => what === 'provisioned, run, arm64');
    expect(run?.quantity).toBeGreaterThan(0);
    expect(run?.free).toBe(0);
  });

  // part: webhook
  it('of the webhook adds a call for each event', () => {
    const settings = { webhook: { url: 'https://app.example.com/hooks/images', secretName: 'images/webhook' } };
    const webhook = new Template(synthTemplate({ settings }).toJSON());
    const added = of(webhook, growing).bill.features.webhook?.usdWithoutFree ?? 0;
    // 1,000 images a day, and a tenth of them deleted: 1,100 × 730 / 24 × 0.20 a million.
    expect(added).toBeCloseTo((1_100 * 730 * 0.2) / 24 / 1_000_000, 9);
    expect(of(production, growing).bill.features.webhook).toBeUndefined();
  });

  it('of the retention of logs changes their storage', () => {
    const endless = changed(production, 'AWS::Logs::LogGroup', ({ RetentionInDays, ...properties }) => properties);
    expect(total(endless)).toBeGreaterThan(total(production));
  });

  it('of an unknown type lists it as not priced', () => {
    const { resources } = production;
    const more = new Template({
      Resources: {
        ...Object.fromEntries(resources.map(({ id, type, properties }) => [id, { Type: type, Properties: properties }])),
        Cluster: { Type: 'AWS::RDS::DBCluster' },
        Second: { Type: 'AWS::RDS::DBCluster' },
      },
    });
    expect(of(production).notPriced).toEqual({});
    expect(of(more).notPriced).toEqual({ 'AWS::RDS::DBCluster': 2 });
    expect(billReport(of(more))).toMatch(/Not priced\. It may cost something:\n {2}AWS::RDS::DBCluster × 2/);
  });
});

describe('a property of every traffic', () => {
  const figure = (name: TrafficFigure, to: number) => fc.double({ min: ranges[name].from, max: to, noNaN: true });
  const traffic = fc.record({
    requestsPerDay: figure('requestsPerDay', 1e7),
    imagesPerDay: figure('imagesPerDay', 1e6),
    megapixels: figure('megapixels', 50),
    bytes: fc.integer({ min: 1, max: 20_971_520 }),
    keptShare: figure('keptShare', 1),
    keptDays: figure('keptDays', 3_650),
    users: fc.integer({ min: 0, max: 1_000_000 }),
    listShare: figure('listShare', 1),
    shape: fc.constantFrom(...shapeNames.map(usualShape)),
  });
  const grows = ['requestsPerDay', 'imagesPerDay', 'megapixels', 'bytes', 'keptDays', 'users'] as const;

  it('is that no line is negative, and the free tier never raises the bill', () => {
    fc.assert(
      fc.property(traffic, (each) => {
        for (const { usd, usdWithoutFree } of of(production, each).bill.lines) {
          expect(usd).toBeGreaterThanOrEqual(0);
          expect(usdWithoutFree - usd).toBeGreaterThanOrEqual(-1e-9);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is that more of it never costs less', () => {
    fc.assert(
      fc.property(traffic, fc.constantFrom(...grows), fc.double({ min: 1, max: 3, noNaN: true }), (each, name, factor) => {
        const more = { ...each, [name]: name === 'bytes' ? Math.ceil(each[name] * factor) : each[name] * factor };
        expect(of(production, more).bill.usd - of(production, each).bill.usd).toBeGreaterThanOrEqual(-1e-6);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(15 minutes)', 2_920],
    ['rate(1 hour)', 730],
    ['rate(1 day)', 730 / 24],
    // 5 of 7 days.
    ['cron(0 8 ? * MON-FRI *)', ((730 / 24) * 5) / 7],
    ['cron(0/10 * * * ? *)', 6 * 730],
    ['cron(0 0,12 1 * ? *)', (2 * 730) / 24 / 31],
    ['at(2026-11-29T12:00:00)', 0],
    ['every day', undefined],
  ])('%s calls %s times a month', (expression, times) => {
    const found = callsPerMonth(expression);
    if (times === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(times, 6);
  });
});

describe('the options', () => {
  it('take a profile, and figures that replace its own', () => {
    expect(estimateOptions([], 'us-east-1')).toMatchObject({ profile: 'startup', traffic: profiles.startup, region: 'us-east-1' });
    expect(estimateOptions(['--region', 'us-west-2'], 'eu-west-1').region).toBe('us-west-2');
    const before = process.env.AWS_REGION;
    process.env.AWS_REGION = 'eu-west-1';
    expect(estimateOptions([]).region).toBe('eu-west-1');
    process.env.AWS_REGION = '';
    expect(estimateOptions([]).region).toBe('us-east-1');
    if (before === undefined) delete process.env.AWS_REGION;
    else process.env.AWS_REGION = before;
    expect(estimateOptions(['--profile', 'growing', '--kept-share', '0.5', '-c', 'stage=production'])).toMatchObject({
      profile: 'growing+',
      traffic: { ...growing, keptShare: 0.5 },
      context: { stage: 'production' },
    });
  });

  it('take a shape, and figures that replace its own', () => {
    expect(estimateOptions(['--shape', 'office-hours', '--peak-factor', '3'])).toMatchObject({
      profile: 'startup+',
      traffic: { shape: { name: 'office-hours', peakFactor: 3, atOnce: 0 } },
    });
    expect(estimateOptions(['--at-once', '700']).traffic.shape).toEqual({ ...usualShape('spike'), atOnce: 700 });
  });

  it.each([
    [['--profile', 'grown'], /Unknown profile "grown"\. Did you mean growing\?/],
    [['--kept-share', '1.5'], /Invalid value "1\.5" for --kept-share\. Use a number from 0 to 1\./],
    [['--users', '2.5'], /Invalid value "2\.5" for --users\. Use a whole number from 0 to 100000000\./],
    [['--images-per-day=-1'], /Use a number from 0 to 100000000\./],
    [['--megapixels', 'many'], /from 0\.0001 to 50/],
    [['--bytes', ''], /from 1 to 20971520/],
    [['-c', 'stage'], /-c stage sets nothing/],
    [['-c', 'stage=a', '-c', 'stage=b'], /given twice/],
    [['-c', 'stage=production', '--template', 'x.json'], /Remove --template or -c/],
    [['--list-share', '2'], /Use a number from 0 to 1\./],
    [['--shape', 'daily-waves'], /Unknown shape "daily-waves"\. Did you mean daily-wave\?/],
    [['--shape', 'office-hours', '--peak-factor', '4'], /Invalid value "4" for --peak-factor\. Use a number from 1 to 3\./],
    [['--shape', 'steady', '--at-once', '5'], /--at-once is for --shape spike/],
    [['--at-once', '0.5'], /Use a whole number from 0 to 1000000\./],
    [['--unknown'], /Unknown option --unknown/],
  ])('reject %j', (args, message) => {
    expect(() => estimateOptions(args)).toThrow(message);
  });

  it('of the stage are those of deploy', () => {
    expect(() => synthesize({ stage: 'prod' })).toThrow(/Unknown stage "prod"/);
  });
});

it.each([
  [0, '0.00'],
  [0.004, '<0.01'],
  [0.005, '0.01'],
  [12.345, '12.35'],
])('%d USD is shown as %s', (usd, text) => {
  expect(dollars(usd)).toBe(text);
});
