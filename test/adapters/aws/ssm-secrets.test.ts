import { SsmSecrets } from '../../../lambda/adapters/aws/ssm-secrets';
import { ssmAt } from '../../../lib/testing/stand-ins/clients';
import { type SsmServer, startSsmServer } from '../../../lib/testing/stand-ins/ssm-server';
import { TestClock } from '../../../lib/testing/test-clock';

const parameters: Record<string, string> = {};
let server: SsmServer;
let clock: TestClock;
let secrets: SsmSecrets;

beforeEach(async () => {
  parameters['/App-test/partner'] = 'first';
  server = await startSsmServer(parameters);
  clock = new TestClock();
  secrets = new SsmSecrets(ssmAt(server.endpoint), 'App-test', clock);
});
afterEach(() => server.close());

it('reads the decrypted parameter of its stack', async () => {
  expect(await secrets.read('partner')).toBe('first');
  expect(server.requests).toEqual([{ Name: '/App-test/partner', WithDecryption: true }]);
});

it('reads a secret once in five minutes', async () => {
  await secrets.read('partner');
  parameters['/App-test/partner'] = 'second';

  clock.advance(299_999);
  expect(await secrets.read('partner')).toBe('first');
  clock.advance(1);
  expect(await secrets.read('partner')).toBe('second');
  expect(server.requests).toHaveLength(2);
});

it('reads a secret sooner for a caller that needs a recent one', async () => {
  await secrets.read('partner');
  parameters['/App-test/partner'] = 'second';
  clock.advance(60_000);

  expect(await secrets.read('partner', 61)).toBe('first');
  expect(await secrets.read('partner', 60)).toBe('second');
});

it('reports a secret that does not exist with the command that creates it, and finds it once it does', async () => {
  await expect(secrets.read('other')).rejects.toThrow(
    'There is no secret /App-test/other. Create it: aws ssm put-parameter --type SecureString --name /App-test/other',
  );
  parameters['/App-test/other'] = 'new';
  expect(await secrets.read('other')).toBe('new');
});

it('reports a service that does not answer as what it is', async () => {
  await server.close();
  await expect(secrets.read('partner')).rejects.toThrow(/ECONNREFUSED/);
  server = await startSsmServer(parameters);
});

it('refuses a name that is a path', async () => {
  await expect(secrets.read('../other-stack/partner')).rejects.toThrow('Use 1 to 63 lowercase letters, digits and hyphens');
  expect(server.requests).toEqual([]);
});
