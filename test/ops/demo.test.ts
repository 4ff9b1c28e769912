import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { loopbackPorts } from '../../client/sign-in/loopback-ports';
import type { OutputName } from '../../lib/outputs';
import { Issuer } from '../../local/issuer';
import { clientIds } from '../../local/sign-in/clients';
import { demoOptions } from '../../ops/demo/options';
import { openStage } from '../../ops/demo/stage';
import { photo } from '../images/photo';
import { type AwsStandIn, awsEnvironment, startAwsStandIn, useAws } from '../servers/aws-stand-in';
import { CookieBrowser } from '../support/cookie-browser';
import { Command, startLocal, temporaryFolder, until } from '../support/local';

jest.setTimeout(30_000);

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'photo.jpg'), await photo({ width: 1000, height: 500 }));
  await writeFile(join(folder, 'drawing.png'), await photo({ width: 300, height: 300, format: 'png' }));
  await writeFile(join(folder, 'phone.heic'), Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
});

const inFolder = (name: string) => join(folder, name);
const demo = (args: string[], env: NodeJS.ProcessEnv = {}) => Command.run('../ops/demo/main.ts', args, env);
const linesOf = ({ stdout }: Command) => stdout.trim().split('\n');
const jsonOf = (command: Command) => linesOf(command).map((line) => JSON.parse(line));

test('starts an application of its own, prints JSON, saves the sizes, and succeeds', async () => {
  const dataDir = inFolder('own');
  const out = inFolder('out/sizes');
  const files = ['photo.jpg', 'drawing.png', 'photo.jpg'].map(inFolder);
  const command = demo([...files, '--json', '--out', out], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  const size = (width: number, height: number) => ({
    width,
    height,
    format: 'webp',
    bytes: expect.any(Number),
    url: expect.any(String),
  });
  expect(jsonOf(command)).toEqual(
    [
      { thumbnail: size(200, 100), medium: size(800, 400), full: size(1000, 500) },
      { thumbnail: size(200, 200), medium: size(300, 300), full: size(300, 300) },
      { thumbnail: size(200, 100), medium: size(800, 400), full: size(1000, 500) },
    ].map((sizes, index) => ({ file: files[index], id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'READY', sizes })),
  );
  const names = ['drawing', 'photo', 'photo-2'].flatMap((name) =>
    ['full', 'medium', 'thumbnail'].map((each) => `${name}-${each}.webp`),
  );
  expect((await readdir(out)).sort()).toEqual(names.sort());
  expect(await sharp(await readFile(join(out, 'photo-thumbnail.webp'))).metadata()).toMatchObject({ width: 200, height: 100 });
  expect(await readdir(dataDir)).not.toContain('lock.json');
  expect(command.complaints).toContain(`${files[1]}: uploading`);
});

test('uses the application that is running here, and shows every size, its bytes, its URL and the time', async () => {
  const { url, dataDir } = await startLocal();
  const command = demo([inFolder('photo.jpg')], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  const [head, ...sizes] = linesOf(command);
  expect(head).toMatch(/photo\.jpg: READY after \d+\.\d\d s, image [0-9a-f-]{36}$/);
  expect(sizes.join('\n')).toMatch(/thumbnail +200 × 100 px +\d+ bytes webp\n.*\n +medium +800 × 400 px +\d+ bytes/);
  expect(sizes.filter((line) => line.includes(`${url}/s3/renditions/`))).toHaveLength(3);
});

test('sends nothing to another program at the port that a killed application left behind', async () => {
  let requests = 0;
  const other = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => other.unref().listen(0, '127.0.0.1', resolve));
  const dataDir = await temporaryFolder();
  const { port } = other.address() as AddressInfo;
  // The number of the killed process is that of a living one by now.
  await writeFile(join(dataDir, 'lock.json'), JSON.stringify({ pid: process.pid, port }));
  const command = demo([inFolder('photo.jpg')], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  expect(requests).toBe(0);
  await new Promise((resolve) => other.close(resolve));
});

test('works against any URL, as the owner of a token', async () => {
  const { url, dataDir } = await startLocal();
  const env = { LOCAL_DATA_DIR: dataDir };
  const token = Command.run('token.ts', ['alice'], env);
  expect(await token.ended).toBe(0);
  const words = token.stdout.trim();
  expect(await (await Issuer.open(dataDir)).claimsOf(words)).toMatchObject({ sub: 'alice' });
  const given = demo([inFolder('photo.jpg'), '--json', '--url', `${url}/api/`, '--token', words], {
    LOCAL_DATA_DIR: inFolder('unused'),
  });
  expect(await given.ended).toBe(0);
  const [{ id }] = jsonOf(given);
  expect((await fetch(`${url}/images/${id}`)).status).toBe(404);
  expect((await fetch(`${url}/images/${id}`, { headers: { authorization: `Bearer ${words}` } })).status).toBe(200);
  await expect(readdir(inFolder('unused'))).rejects.toThrow('ENOENT');
});

test('fails when one of the files does, says why, and goes on with the others', async () => {
  const { dataDir } = await startLocal();
  await writeFile(inFolder('empty.jpg'), '');
  const files = ['phone.heic', 'missing.jpg', 'empty.jpg', 'photo.jpg'].map(inFolder);
  const command = demo([...files, '--json'], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(1);
  expect(jsonOf(command)).toEqual([
    { file: files[0], id: expect.stringMatching(/.{36}/), status: 'FAILED', reason: expect.stringContaining('HEIC'), sizes: {} },
    { file: files[1], id: '', status: 'FAILED', reason: expect.stringContaining('no such file'), sizes: {} },
    { file: files[2], id: '', status: 'FAILED', reason: expect.stringContaining('smaller than the minimum'), sizes: {} },
    { file: files[3], id: expect.stringMatching(/.{36}/), status: 'READY', sizes: expect.anything() },
  ]);
});

test('fails with the gateway’s own words, and with what keeps it from the server', async () => {
  const [{ url }, gone] = await Promise.all([startLocal(), startLocal()]);
  await gone.close();
  const refused = demo([inFolder('photo.jpg'), '--url', url, '--token', 'none']);
  const unreachable = demo([inFolder('photo.jpg'), '--url', gone.url]);
  expect(await refused.ended).toBe(1);
  expect(refused.stdout).toContain('FAILED');
  expect(refused.stdout).toContain('Unauthorized');
  expect(await unreachable.ended).toBe(1);
  expect(unreachable.stdout).toContain('ECONNREFUSED');
});

describe('refuses, in words', () => {
  test('no photo, and shows the usage', () => {
    expect(() => demoOptions(['--json'])).toThrow(
      /^Name at least one photo\.\nUsage: npm run demo -- photo\.jpg .*--token TOKEN\]\n/,
    );
  });

  test('an option that does not exist or lacks its value', () => {
    expect(() => demoOptions(['--jsn', 'photo.jpg'])).toThrow(/--jsn[\s\S]*\nUsage: /);
    expect(() => demoOptions(['photo.jpg', '--out'])).toThrow(/--out[\s\S]*\nUsage: /);
  });

  test('a folder that cannot be written, before it uploads', async () => {
    const command = demo([inFolder('photo.jpg'), '--out', inFolder('photo.jpg/out')]);
    expect(await command.ended).toBe(1);
    expect(command.complaints).toMatch(/photo\.jpg\/out cannot be written \(ENOTDIR/);
    expect(command.complaints.split('\n')).toHaveLength(1);
  });

  test('a token for nobody, or for several', async () => {
    const commands = [[''], ['alice', 'bob']].map((args) => Command.run('token.ts', args, { LOCAL_DATA_DIR: inFolder('unused') }));
    for (const command of commands) {
      expect(await command.ended).toBe(1);
      expect(command.complaints).toBe('Name one owner: npm run --silent token -- alice');
      expect(command.stdout).toBe('');
    }
  });
});

test('a token for an odd name is that owner’s', async () => {
  const dataDir = inFolder('issuer');
  const command = Command.run('token.ts', ['../é "1"'], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  expect(await (await Issuer.open(dataDir)).claimsOf(command.stdout.trim())).toMatchObject({ sub: '../é "1"' });
});

describe('against a deployed stack', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(() => aws.close());

  test('signs in by the browser and uploads as whoever signed in', async () => {
    const app = await startLocal();
    const outputs: Partial<Record<OutputName, string>> = {
      ApiUrl: app.url,
      SignInIssuer: `${app.url}/oidc`,
      NativeClientId: clientIds.terminal,
    };
    aws.stacks.set('ImageApi-test', outputs);
    const command = demo([inFolder('photo.jpg'), '--stack', 'ImageApi-test', '--json'], {
      ...awsEnvironment(aws),
      BROWSER: 'none',
    });
    const url = await until(() => /^http\S+$/m.exec(command.stderr)?.[0]);
    const browser = await new CookieBrowser().open(url);
    await browser.pick('bob');
    expect(browser.text).toBe('You are signed in. Close this window and go back to the terminal.');
    expect(loopbackPorts).toContain(Number(new URL(browser.url).port));

    expect(await command.ended).toBe(0);
    const [{ id, status }] = jsonOf(command);
    const issuer = await Issuer.open(app.dataDir);
    const asUser = async (user: string) =>
      (await fetch(`${app.url}/images/${id}`, { headers: { authorization: `Bearer ${await issuer.issue(user)}` } })).status;
    expect([status, await asUser('bob'), await asUser('alice')]).toEqual(['READY', 200, 404]);
  });

  test('asks nobody where a token is given', async () => {
    aws.stacks.set('ImageApi-test', { ApiUrl: 'https://api.example.com' });
    useAws(aws);
    expect(await openStage('ImageApi-test', 'a token')).toMatchObject({ url: 'https://api.example.com', token: 'a token' });
  });

  test('says what the stack does not have', async () => {
    aws.stacks.set('ImageApi-test', { ApiUrl: 'https://api.example.com' });
    useAws(aws);
    await expect(openStage('ImageApi-test')).rejects.toThrow(
      /^The stack "ImageApi-test" does not say its SignInIssuer and NativeClientId\./,
    );
  });
});

describe('the options', () => {
  it.each<[string[], object]>([
    [['a.jpg', '--stack'], { stack: 'ImageApi-sandbox', files: ['a.jpg'] }],
    [['--stack', 'a.jpg'], { stack: 'ImageApi-sandbox', files: ['a.jpg'] }],
    [['--stack', 'ImageApi-x', 'a.jpg', 'b.png'], { stack: 'ImageApi-x', files: ['a.jpg', 'b.png'] }],
    [['a.jpg', '--stack=ImageApi-x', '--json'], { stack: 'ImageApi-x', files: ['a.jpg'], json: true }],
    [['a.jpg'], { stack: undefined, files: ['a.jpg'], json: false }],
  ])('%j', (args, options) => {
    expect(demoOptions(args)).toMatchObject(options);
  });

  it('refuse a stack and a URL', () => {
    expect(() => demoOptions(['a.jpg', '--stack', '--url', 'http://localhost:3000'])).toThrow(/^Give --stack or --url, not both\./);
  });
});
