// What the deployed functions are composed of keeps the limits too. The library takes the services' addresses from the
// environment, as it takes everything else there.
import { dynamoLimits, s3Limits } from '../../../lambda/adapters/aws/client-config';
import { type FaultyServer, silence, startFaultyServer } from '../../servers/faulty-server';
import { credentials, region } from '../../servers/s3-servers';

let server: FaultyServer;
let entry: typeof import('../../../lambda/entry');

beforeAll(async () => {
  server = await startFaultyServer('http://127.0.0.1:1');
  server.always(silence);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    TABLE_NAME: 'Images',
    ORIGINALS_BUCKET: 'originals',
    RENDITIONS_BUCKET: 'renditions',
  });
  entry = await import('../../../lambda/entry');
});
afterAll(() => server.close());

it('gives silent services up in time, after every try', async () => {
  const calls = [
    { limits: dynamoLimits, call: () => entry.images().find('alice', 'id') },
    { limits: s3Limits, call: () => entry.originals().stat('key') },
    { limits: s3Limits, call: () => entry.renditions().remove(['key']) },
  ];
  await Promise.all(
    calls.map(async ({ limits: { attemptMs, maxAttempts, callMs }, call }) => {
      const started = performance.now();
      await expect(call()).rejects.toThrow();
      const ms = performance.now() - started;
      expect(ms).toBeGreaterThan(0.9 * attemptMs * maxAttempts);
      // Half a second for the timers of a machine that is busy with all the other tests.
      expect(ms).toBeLessThan(callMs + 500);
    }),
  );
  expect(server.requests).toHaveLength(calls.reduce((sum, { limits }) => sum + limits.maxAttempts, 0));
}, 20_000);
