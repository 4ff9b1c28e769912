import { UsageError } from '../../cli/usage-error';
import { TokenBucket } from '../../estimate/simulation/token-bucket';
import { defaultStack } from '../../lambda/names';
import { listen } from '../../lib/testing/stand-ins/listen';
import { answererOf, summaryOf } from '../../ops/spike/answers';
import { expectedOfProcess } from '../../ops/spike/expected';
import { spikeOptions } from '../../ops/spike/options';
import { spikeReport } from '../../ops/spike/report';
import { listImages, sendAtOnce } from '../../ops/spike/send';

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
    [429, '{"type":"urn:problem-type:image-api:quota-exceeded","status":429}', 'quota'],
    [500, '{"type":"urn:problem-type:image-api:internal"}', 'application'],
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
