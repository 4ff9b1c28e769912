import { explainAwsErrors } from '../../cli/aws-fault';
import { UsageError } from '../../cli/usage-error';
import { TokenBucket } from '../../estimate/simulation/token-bucket';
import { defaultStack, shortName } from '../../lambda/names';
import { useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { listen } from '../../lib/testing/stand-ins/listen';
import { synthTemplate } from '../../lib/testing/synth';
import { answererOf, summaryOf } from '../../ops/spike/answers';
import { costOf } from '../../ops/spike/cost';
import { expectedOfProcess, expectedOfStage } from '../../ops/spike/expected';
import { spikeOptions } from '../../ops/spike/options';
import { spikeReport } from '../../ops/spike/report';
import { listImages, sendAtOnce } from '../../ops/spike/send';
import { StageLogs } from '../../ops/spike/stage-logs';
import { startDeployedStack } from '../estimate/deployed-stack';

describe('the options of a spike', () => {
  it('are 500 requests to the local run by default', () => {
    expect(spikeOptions([])).toMatchObject({ atOnce: 500, yes: false, json: false });
    expect(spikeOptions(['--stack', '--at-once', '20', '--yes'])).toMatchObject({ atOnce: 20, stack: defaultStack, yes: true });
    expect(spikeOptions(['--url', 'https://a.example/', '--token', 'T', '--account-concurrency', '10'])).toMatchObject({
      url: 'https://a.example',
      accountConcurrency: 10,
    });
  });

  it.each([
    [['--at-once', '0'], /Invalid value "0" for --at-once\. Use a whole number from 1 to 2000\./],
    [['--at-once', '2001'], /from 1 to 2000/],
    [['--at-once', '1e3'], /from 1 to 2000/],
    [['--account-concurrency', '-1'], /--account-concurrency requires a value|Invalid value "-1"/],
    [['--url', 'https://a.example'], /--url requires a token/],
    [['--url', 'https://a.example', '--token', 'T', '--stack'], /exclude each other/],
    [['--once', '5'], /Unknown option --once/],
  ])('reject %j', (args, message) => {
    expect(() => spikeOptions(args)).toThrow(message);
    expect(() => spikeOptions(args)).toThrow(UsageError);
  });
});

describe('an answer', () => {
  it.each([
    [200, '{"items":[]}', 'application'],
    [429, '{"message":"Too Many Requests"}', 'API Gateway'],
    [503, '{"message":"Service Unavailable"}', 'Lambda'],
    [429, `{"type":"urn:problem-type:${shortName}:quota-exceeded","status":429}`, 'quota'],
    [500, `{"type":"urn:problem-type:${shortName}:internal"}`, 'application'],
    [401, '{"message":"Unauthorized"}', 'API Gateway'],
    [502, 'Bad Gateway', 'application'],
  ] as const)('%d %s is by %s', (status, body, by) => {
    expect(answererOf(status, body)).toBe(by);
  });
});

describe('a spike', () => {
  it('counts who answered what, and is shown beside the simulation', async () => {
    // As a stage: a throttle with a burst of 200, and ten instances.
    const bucket = new TokenBucket(0, 200);
    let busy = 0;
    const server = await listen((request, response) => {
      if (request.headers.authorization !== 'Bearer T' || request.url !== '/images?limit=20')
        return response.writeHead(401).end('{}');
      if (!bucket.take(0)) return response.writeHead(429).end('{"message":"Too Many Requests"}');
      if (busy >= 10) return response.writeHead(503).end('{"message":"Service Unavailable"}');
      busy += 1;
      return response.end('{"items":[]}');
    });
    const sent = await sendAtOnce({ url: server.endpoint, token: 'T' }, listImages, 300);
    await server.close();

    const measured = summaryOf(sent);
    expect(measured).toMatchObject({ count: 300, answered: 10 });
    expect(measured.answers).toEqual({ '200 by application': 10, '503 by Lambda': 190, '429 by API Gateway': 100 });
    expect(measured.p99Ms).toBeGreaterThanOrEqual(measured.p50Ms ?? Number.NaN);
    const expected = expectedOfProcess({ msPerRequest: 2 }, 300);
    const text = spikeReport({ url: server.endpoint, what: 'GET /images', measured, expected });
    expect(text).toMatch(/300 × GET \/images at once to http/);
    expect(text).toMatch(/^429 +100 +0$/m);
    expect(text).toMatch(/^190 × 503 by Lambda$/m);
  });

  it('counts requests without an answer', async () => {
    const server = await listen((request) => request.socket.destroy());
    const sent = await sendAtOnce({ url: server.endpoint, token: 'T' }, listImages, 3);
    await server.close();
    expect(summaryOf(sent)).toEqual({
      count: 3,
      answered: 0,
      p50Ms: undefined,
      p99Ms: undefined,
      answers: { 'no answer by no one': 3 },
    });
  });

  it('of one process is expected to wait: half of all for the median, nearly all for the 99th percentile', () => {
    const { requests, drainSeconds } = expectedOfProcess({ msPerRequest: 4, msPerUpload: 20 }, 500);
    // 250 × 4 ms, 495 × 4 ms, and 500 × 20 ms.
    expect((requests.p50Ms ?? 0) / 1_000).toBeCloseTo(1, 1);
    expect((requests.p99Ms ?? 0) / 1_980).toBeCloseTo(1, 1);
    expect((drainSeconds ?? 0) / 10).toBeCloseTo(1, 1);
  });
});

describe('a spike on a deployed stack', () => {
  const stack = 'App-test';
  const template = synthTemplate({ name: stack, stage: 'production' }).toJSON();
  const logGroup = Object.keys(template.Resources).find((id) => id.startsWith('ServicelistimagesLog')) ?? '';
  const line = (initDurationMs?: number) => {
    const metrics = { durationMs: 1, billedDurationMs: 20, memorySizeMB: 512, maxMemoryUsedMB: 84, initDurationMs };
    return { group: 'the-log', text: JSON.stringify({ type: 'platform.report', record: { metrics, status: 'success' } }) };
  };
  const patience = { all: 200, pause: 10 };

  async function withLogs<T>(
    work: (logs: StageLogs, aws: Awaited<ReturnType<typeof startDeployedStack>>) => Promise<T>,
  ): Promise<T> {
    const aws = await startDeployedStack(stack);
    Object.assign(aws, { template, names: { [logGroup]: 'the-log' } });
    useAws(aws);
    try {
      return await work(await StageLogs.open(stack), aws);
    } finally {
      await aws.close();
    }
  }

  it('counts the cold starts by the lines of Lambda, once all calls are there', async () => {
    await withLogs(async (logs, aws) => {
      aws.lines = [line(300), line()];
      setTimeout(() => aws.lines.push(line(320), line()), 50);
      expect(await logs.coldStarts('GET /images', new Date(), 4, { all: 20_000, pause: 10 })).toEqual({
        calls: 4,
        cold: 2,
        initMs: 310,
      });
      expect(aws.started[0]?.logGroupNames).toContain('the-log');
    });
  });

  it('counts what is there when some calls never appear, and nothing for another route', async () => {
    await withLogs(async (logs, aws) => {
      aws.lines = [line(300)];
      expect(await logs.coldStarts('GET /images', new Date(), 4, patience)).toEqual({ calls: 1, cold: 1, initMs: 300 });
      expect(await logs.coldStarts('POST /images', new Date(), 4, patience)).toEqual({ calls: 0, cold: 0, initMs: undefined });
    });
  });

  it('is simulated with the throttle of its template, and costs a fraction of a cent', async () => {
    await withLogs(async (logs) => {
      const { requests, drainSeconds } = expectedOfStage(logs.template, 500, true);
      expect(requests).toMatchObject({ count: 500, answered: 200, share429: 0.6 });
      expect(drainSeconds).toBeGreaterThan(10);
      // 500 requests of the API at 1 USD a million, of Lambda at 0.20, and some 20 ms of 0.5 GB each; and answers of 40 KB at 0.09 a GB.
      expect(costOf(logs.template, 500, false)).toBeGreaterThan(500 * 0.0000012);
      expect(costOf(logs.template, 500, false)).toBeLessThan(500 * 0.00002);
      expect(costOf(logs.template, 500, true)).toBeGreaterThan(costOf(logs.template, 500, false));
    });
  });

  it('is refused when the stack does not exist', async () => {
    const aws = await startDeployedStack('Other');
    useAws(aws);
    await expect(explainAwsErrors(() => StageLogs.open(stack))).rejects.toThrow(/The stack "App-test" does not exist/);
    await aws.close();
  });
});
