// What users feel, simulated from templates: this application's, and a foreign one.
import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { estimateOptions } from '../../estimate/options';
import { usersFeelReport } from '../../estimate/report/users-feel';
import { buildModel } from '../../estimate/simulation/build-model';
import { simulate } from '../../estimate/simulation/simulate';
import { type UsersFeel, usersFeel } from '../../estimate/simulation/users-feel';
import { synthesize } from '../../estimate/template/read';
import { Template } from '../../estimate/template/template';
import { usualShape } from '../../estimate/traffic/shape';
import { profiles, type Traffic } from '../../estimate/traffic/traffic';
import { synthTemplate } from '../../lib/testing/synth';

let production: Template;
beforeAll(() => {
  production = synthesize({ stage: 'production' });
});

const spike = (atOnce: number): Traffic['shape'] => ({ ...usualShape('spike'), atOnce });
const uploads: Traffic = { ...profiles.growing, requestsPerDay: 0, imagesPerDay: 100, shape: spike(500) };
const feelOf = (traffic: Traffic, template = production, account?: number): UsersFeel => {
  const feel = usersFeel(template, traffic, account);
  if (!feel) throw new Error('There is traffic.');
  return feel;
};
const cpuSeconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

describe('a spike of 500 uploads', () => {
  it('meets the throttle of production: 300 get 429', () => {
    const { result, firstLimit } = feelOf(uploads);
    expect(result.spike).toMatchObject({ count: 500, answered: 200, share429: 0.6, share503: 0 });
    expect(firstLimit).toMatchObject({ limit: 'throttle', factor: 0.4 });
    // 200 uploads at 3 at a time of 0.4 s, and some cold starts.
    const [resizer] = result.workers;
    expect(resizer?.longestDrainSeconds).toBeGreaterThan(20);
    expect(resizer?.longestDrainSeconds).toBeLessThan(40);
  });

  it("meets the account's limit when it is that of a new account: no more than 10 instances work at a time", () => {
    const { result } = feelOf(uploads, production, 10);
    expect(result.spike?.answered).toBe(10);
    expect(result.spike?.share503).toBeCloseTo(190 / 500, 9);
    expect(result.met.map(({ limit }) => limit)).toContain('account-concurrency');
  });

  it('is reported with the limit and the setting that lifts it', () => {
    const text = usersFeelReport(feelOf(uploads));
    expect(text).toMatch(/Of 500 requests at once \(100\.0 % POST \/images\), 200 are answered, .* 300 get 429 and 0 get 503\./);
    expect(text).toMatch(/The first limit that is met is the throttle of the route, 300 times\. To lift it: raise throttling/);
    expect(text).toMatch(/POST \/images: 100 a second × 36 ms = 3\.6 at a time; 200 for a moment/);
  });
});

describe('the profiles', () => {
  it('have no answer other than that of the functions, except for the spike', () => {
    for (const [name, traffic] of Object.entries(profiles)) {
      if (name === 'idle' || name === 'spiky') continue;
      const { routes } = feelOf(traffic).result;
      expect(routes.map(({ share429, share503 }) => share429 + share503)).toEqual(routes.map(() => 0));
    }
    expect(usersFeel(production, profiles.idle)).toBeUndefined();
  });

  it('start cold when there are few requests, and rarely when there are many', () => {
    const cold = (traffic: Traffic) => feelOf(traffic).result.routes.find(({ name }) => name === 'GET /images')?.coldShare ?? 0;
    expect(cold(profiles.startup)).toBeGreaterThan(0.5);
    expect(cold(profiles.growing)).toBeLessThan(0.01);
    expect(cold(profiles.sustained)).toBeLessThan(0.001);
  });

  it('have hardly any cold start with warm instances', () => {
    const { other, result, isWarm, warm } = feelOf(profiles.startup);
    expect(isWarm).toBe(false);
    expect(warm).toEqual({ 'create-image': 1, 'list-images': 1, 'get-image': 1, 'delete-image': 1 });
    for (const [index, { coldShare, p99Ms = 0 }] of other.routes.entries()) {
      expect(coldShare).toBeLessThan(0.01);
      expect(p99Ms).toBeLessThan(result.routes[index]?.p99Ms ?? 0);
    }
  });

  // part: warm
  it('of a stage with warm instances are compared with the same stage without', () => {
    const settings = { warm: { 'list-images': { min: 2, max: 10 } }, accountConcurrency: 1_000 };
    const { isWarm, warm, result, other } = feelOf(profiles.startup, new Template(synthTemplate({ settings }).toJSON()));
    expect([isWarm, warm]).toEqual([true, { 'list-images': 2 }]);
    const cold = ({ routes }: typeof result) => routes.find(({ name }) => name === 'GET /images')?.coldShare;
    expect(cold(result)).toBe(0);
    expect(cold(other)).toBeGreaterThan(0.5);
  });
});

describe('the time that it takes', () => {
  it('is less than 2 s for an estimate, and less than 10 s for a day with a million requests', () => {
    for (const traffic of Object.values(profiles)) expect(cpuSeconds(() => usersFeel(production, traffic))).toBeLessThan(2);
    const model = buildModel(production, profiles.sustained, 1_000);
    let count = 0;
    const seconds = cpuSeconds(() => {
      const { routes } = simulate(model, { from: 0, countFrom: 0, to: 86_400 }, 1);
      count = routes.reduce((sum, route) => sum + route.count, 0);
    });
    expect(count).toBeGreaterThan(1_000_000);
    expect(seconds).toBeLessThan(10);
  });
});

describe('a foreign application', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Foreign');
  const fn = (id: string, reservedConcurrentExecutions?: number) =>
    new Lambda(stack, id, {
      code: Code.fromInline('exports.handler = 1;'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      reservedConcurrentExecutions,
    });
  const [items, worker] = [fn('Items', 100), fn('Worker')];
  new HttpApi(stack, 'Api').addRoutes({
    path: '/items',
    methods: [HttpMethod.GET, HttpMethod.POST],
    integration: new HttpLambdaIntegration('Items', items),
  });
  worker.addEventSource(new SqsEventSource(new Queue(stack, 'Queue'), { maxConcurrency: 4, batchSize: 5 }));
  const template = new Template(Assertions.fromStack(stack).toJSON());

  it('is simulated with its routes, its reserved concurrency and its queue', () => {
    const traffic = { ...profiles.growing, requestsPerDay: 10_000, imagesPerDay: 5_000, shape: spike(300) };
    const { result, model } = feelOf(traffic, template);
    expect(model.routes.map(({ name, throttle, shareOfSpike }) => [name, throttle, shareOfSpike])).toEqual([
      ['GET /items', undefined, 0.5],
      ['POST /items', undefined, 0.5],
    ]);
    expect(model.workers).toEqual([expect.objectContaining({ batchSize: 5, maxConcurrency: 4 })]);
    expect(result.spike).toMatchObject({ count: 300, answered: 100, share429: 0 });
    expect(result.met[0]).toMatchObject({ limit: 'reserved-concurrency', count: 200 });
    // 5,000 a day of a stream with random gaps.
    expect(result.workers[0]?.count).toBeGreaterThan(4_700);
    expect(usersFeelReport({ ...feelOf(traffic, template) })).toContain('GET /items');
  });
});

it.each([
  [['--account-concurrency', '0'], /Invalid value "0" for --account-concurrency\. Use a whole number from 1 to 1000000\./],
  [['--seed', '1.5'], /--seed\. Use a whole number from 0/],
])('the options reject %j', (args, message) => {
  expect(() => estimateOptions(args)).toThrow(message);
  expect(estimateOptions(['--account-concurrency', '10', '--seed', '3'])).toMatchObject({ accountConcurrency: 10, seed: 3 });
});
