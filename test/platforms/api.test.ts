// What the API of the platforms needs before it can be started, and the files by which each platform deploys it.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devDependencies } from '../../package.json';
import { createPlatformApi } from '../../platforms/api';
import { bundlePlatform, platformNames } from '../../platforms/bundle';
import { ConsoleLog } from '../../platforms/console-log';
import { readSettings } from '../../platforms/environment';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const variables = {
  DATABASE_URL: 'postgres://app@127.0.0.1:1/app',
  STORE_URL: 'https://store.example.com/',
  STORE_REGION: 'auto',
  STORE_ACCESS_KEY_ID: 'id',
  STORE_SECRET_ACCESS_KEY: 'secret',
  ORIGINALS_BUCKET: 'o',
  RENDITIONS_BUCKET: 'r',
  SIGN_IN_ISSUER: 'https://issuer.example.com',
  SIGN_IN_CLIENT_IDS: 'one,two',
};

describe('the settings', () => {
  it('are read from variables', () => {
    expect(readSettings({ ...variables, IMAGE_SETTINGS: '{"quality": 70}' })).toMatchObject({
      databaseUrl: variables.DATABASE_URL,
      store: { url: 'https://store.example.com', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } },
      clientIds: ['one', 'two'],
      images: { quality: 70, format: 'webp' },
    });
  });

  it('name every variable that is missing', () => {
    const { STORE_URL, SIGN_IN_ISSUER, ...others } = variables;
    expect(() => readSettings({ ...others, SIGN_IN_CLIENT_IDS: '' })).toThrow(
      'STORE_URL, SIGN_IN_ISSUER, SIGN_IN_CLIENT_IDS must be set.',
    );
  });

  // part: signed
  it('have the secrets of signed endpoints', () => {
    const { secrets } = readSettings({ ...variables, SECRET_SHOP_WEBHOOK: 's' });
    expect(secrets('shop-webhook')).toBe('s');
    expect(() => secrets('other')).toThrow('SECRET_OTHER must be set');
  });
});

describe('the API', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockReturnValue());
  afterEach(() => jest.restoreAllMocks());

  it('starts without its database and without the issuer', async () => {
    const { fetch } = createPlatformApi({ settings: readSettings(variables) });
    expect((await fetch(new Request('https://api.example.com/health'))).status).toBe(200);
  });

  it('answers 500 and logs the reason while the issuer cannot be reached', async () => {
    const tokens = { claimsOf: () => Promise.reject(new Error('no issuer')) };
    const { fetch } = createPlatformApi({ settings: readSettings(variables), tokens });
    const answer = await fetch(new Request('https://api.example.com/images', { headers: { authorization: 'Bearer t' } }));
    expect(answer.status).toBe(500);
    expect(jest.mocked(console.log).mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      expect.objectContaining({ severity: 'ERROR', error: expect.objectContaining({ message: 'no issuer' }) }),
    ]);
  });
});

test('the log has hashes instead of owners', () => {
  const log = jest.spyOn(console, 'log').mockReturnValue();
  new ConsoleLog().warn('a warning', { owner: 'alice', key: 'uploads/alice/id' });
  expect(log.mock.calls.join()).not.toContain('alice');
  expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({ severity: 'WARNING', ownerHash: expect.stringMatching(/^\w{16}$/) });
  log.mockRestore();
});

describe.each(platformNames)('%s', (name) => {
  it('has an entry of fewer than 60 lines', () => {
    expect(read(`platforms/${name}/entry.ts`).split('\n').length).toBeLessThan(60);
  });

  it('gets a folder with its code and its own files, which name what exists', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
    const code = await bundlePlatform(name, folder);
    expect(existsSync(code)).toBe(true);
    const named: Record<typeof name, () => unknown> = {
      'google-cloud': () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).main,
      azure: () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).main,
      vercel: () => `${JSON.parse(readFileSync(join(folder, 'vercel.json'), 'utf8')).rewrites[0].destination.slice(1)}.mjs`,
      cloudflare: () => /"main": "(.*)"/.exec(readFileSync(join(folder, 'wrangler.jsonc'), 'utf8'))?.[1],
    };
    expect(join(folder, `${named[name]()}`)).toBe(code);
    await rm(folder, { recursive: true });
  });
});

test('the packages that a platform installs are those of the tests', () => {
  const { dependencies: azure } = JSON.parse(read('platforms/azure/package.json'));
  expect(azure).toEqual({ '@azure/functions': devDependencies['@azure/functions'] });
  const { dependencies: google } = JSON.parse(read('platforms/google-cloud/package.json'));
  // part: workshop
  for (const [name, version] of Object.entries(google)) expect(read('.ci/servers')).toContain(`${name}@${version} `);
  expect(Object.keys(google)).toEqual(['@google-cloud/functions-framework']);
});
