// The deployed composition keeps the limits too. The SDK reads the services' endpoints from the environment, like its other
// settings.
import { dynamoLimits, eventBridgeLimits, s3Limits, sqsLimits, ssmLimits } from '../../../lambda/adapters/aws/client-config';
import { credentials, region } from '../../../lib/testing/stand-ins/clients';
import { type FaultyServer, silence, startFaultyServer } from '../../../lib/testing/stand-ins/faulty-server';

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
    UPLOADS_QUEUE_URL: `${server.endpoint}/111122223333/uploads`,
    ORDER_MAILS_QUEUE_URL: `${server.endpoint}/111122223333/order-mails`,
    EVENT_BUS: 'bus',
    SERVICE_NAME: 'App-test',
  });
  entry = await import('../../../lambda/entry');
});
afterAll(() => server.close());

it('stops waiting for unresponsive services in time, after every attempt', async () => {
  const image = { owner: 'alice', id: '019aab1c-7c00-7a3e-8f21-5b0d4a2c9e10' };
  const at = '2026-11-22T12:00:00.000Z';
  const calls = [
    { limits: dynamoLimits, call: () => entry.images().find('alice', 'id') },
    { limits: s3Limits, call: () => entry.originals().stat('key') },
    { limits: s3Limits, call: () => entry.renditions().remove(['key']) },
    { limits: ssmLimits, call: () => entry.secrets().read('partner') }, // part: signed
    { limits: sqsLimits, call: () => entry.queues('order-mails').send('order-mails', '{}') },
    { limits: sqsLimits, call: () => entry.uploads().announce({ ...image, version: 'v', attempt: 1, at }) },
    {
      limits: eventBridgeLimits,
      call: () => entry.events().publish([{ ...image, type: 'ImageDeleted', version: 1, eventId: '1', at, cause: 'REQUEST' }]),
    },
  ];
  await Promise.all(
    calls.map(async ({ limits: { attemptMs, maxAttempts, callMs }, call }) => {
      const started = performance.now();
      await expect(call()).rejects.toThrow();
      const ms = performance.now() - started;
      expect(ms).toBeGreaterThan(0.9 * attemptMs * maxAttempts);
      // Half a second of tolerance for a machine that runs other tests.
      expect(ms).toBeLessThan(callMs + 500);
    }),
  );
  expect(server.requests).toHaveLength(calls.reduce((sum, { limits }) => sum + limits.maxAttempts, 0));
}, 20_000);
