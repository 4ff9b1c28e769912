import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { UsageError } from '../../cli/usage-error';
import { loopbackPorts } from '../../lambda/contract';
import { sizeNames } from '../../lambda/core/sizes';
import { defaultStack } from '../../lambda/names';
import type { OutputName } from '../../lib/outputs';
import { photo } from '../../lib/testing/images/photo';
import { everySize, largestSize, sidesOf, smallestSize } from '../../lib/testing/sizes';
import { type AwsStandIn, awsEnvironment, startAwsStandIn, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { clientIds } from '../../local/cognito/clients';
import { Issuer } from '../../local/cognito/issuer';
import { demoOptions } from '../../ops/demo/options';
import { openStage } from '../../ops/demo/stage';
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

test('starts a temporary application, prints JSON, saves the sizes, and succeeds', async () => {
  const dataDir = inFolder('own');
  const out = inFolder('out/sizes');
  const files = ['photo.jpg', 'drawing.png', 'photo.jpg'].map(inFolder);
  const command = demo([...files, '--json', '--out', out], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  const sizesOf = (width: number, height: number) => {
    const sides = sidesOf(width, height);
    return everySize((name) => ({ ...sides[name], format: 'webp', bytes: expect.any(Number), url: expect.any(String) }));
  };
  expect(jsonOf(command)).toEqual(
    [sizesOf(1000, 500), sizesOf(300, 300), sizesOf(1000, 500)].map((sizes, index) => ({
      file: files[index],
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'READY',
      sizes,
      saved: Object.keys(sizes).map((each) => join(out, `${['photo', 'drawing', 'photo-2'][index]}-${each}.webp`)),
      owner: 'alice',
      page: expect.stringMatching(/^http:\/\/localhost:\d+\/view\/[0-9a-f-]{36}$/),
    })),
  );
  const names = ['drawing', 'photo', 'photo-2'].flatMap((name) => sizeNames.map((each) => `${name}-${each}.webp`));
  expect((await readdir(out)).sort()).toEqual(names.sort());
  const smallest = await readFile(join(out, `photo-${smallestSize}.webp`));
  expect(await sharp(smallest).metadata()).toMatchObject(sidesOf(1000, 500)[smallestSize]);
  expect(await readdir(dataDir)).not.toContain('lock.json');
  expect(command.errors).toContain(`${files[1]}: uploading`);
});

test('uses the running application, and shows every size with its bytes, its URL and the time', async () => {
  const { url, dataDir, alice } = await startLocal();
  const command = demo([inFolder('photo.jpg')], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  const [head, ...sizes] = linesOf(command);
  expect(head).toMatch(/photo\.jpg: READY after \d+\.\d\d s, image [0-9a-f-]{36} of alice$/);
  // The same user can sign in with a browser, and sees the image.
  const [, id = ''] = /image (\S+)/.exec(head ?? '') ?? [];
  expect((await alice.fetch(`${url}/images/${id}`)).status).toBe(200);
  expect(sizes.at(-1)).toBe(`  page       ${url}/view/${id}, for alice`);
  expect((await fetch(`${url}/view/${id}`)).status).toBe(200);
  for (const [name, { width, height }] of Object.entries(sidesOf(1000, 500))) {
    expect(sizes.join('\n')).toMatch(new RegExp(`^ +${name} +${width} × ${height} px +\\d+ bytes webp\\n.*/s3/renditions/`, 'm'));
  }
  expect(sizes.filter((line) => line.includes(`${url}/s3/renditions/`))).toHaveLength(sizeNames.length);
});

test('reaches a local application whose public origin is not reachable, and shows that origin', async () => {
  const publicOrigin = 'https://shiny-fork-3000.invalid';
  const { dataDir } = await startLocal({ publicOrigin });
  const out = inFolder('forwarded');
  const command = demo([inFolder('photo.jpg'), '--json', '--out', out], { LOCAL_DATA_DIR: dataDir });
  expect([await command.ended, command.errors]).toEqual([0, expect.not.stringContaining('rror')]);
  const [{ page, sizes, saved }] = jsonOf(command);
  expect(page).toMatch(`${publicOrigin}/view/`);
  expect(sizes[smallestSize].url).toMatch(`${publicOrigin}/s3/renditions/`);
  expect(saved).toHaveLength(sizeNames.length);
});

test('sends nothing to another program on the port of a killed application', async () => {
  let requests = 0;
  const other = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => other.unref().listen(0, '127.0.0.1', resolve));
  const dataDir = await temporaryFolder();
  const { port } = other.address() as AddressInfo;
  // The process id of the killed application now belongs to another process.
  await writeFile(join(dataDir, 'lock.json'), JSON.stringify({ pid: process.pid, port }));
  const command = demo([inFolder('photo.jpg')], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  expect(requests).toBe(0);
  await new Promise((resolve) => other.close(resolve));
});

test('works with any URL, as the owner of a token', async () => {
  const { url, dataDir, alice } = await startLocal();
  const env = { LOCAL_DATA_DIR: dataDir };
  const token = Command.run('cognito/token.ts', ['carol'], env);
  expect(await token.ended).toBe(0);
  const message = token.stdout.trim();
  expect(await (await Issuer.open(dataDir)).claimsOf(message)).toMatchObject({ sub: 'carol' });
  const given = demo([inFolder('photo.jpg'), '--json', '--url', `${url}/api/`, '--token', message], {
    LOCAL_DATA_DIR: inFolder('unused'),
  });
  expect(await given.ended).toBe(0);
  const [{ id, owner, page }] = jsonOf(given);
  expect([owner, page]).toEqual(['carol', undefined]);
  expect((await alice.fetch(`${url}/images/${id}`)).status).toBe(404);
  expect((await fetch(`${url}/images/${id}`, { headers: { authorization: `Bearer ${message}` } })).status).toBe(200);
  await expect(readdir(inFolder('unused'))).rejects.toThrow('ENOENT');
});

describe('every file has its own result', () => {
  /** Runs the demo with a temporary application. @returns the exit code, and each result by file name */
  async function outcomesOf(names: string[], ...options: string[]) {
    const { dataDir } = await startLocal();
    const command = demo([...names.map(inFolder), '--json', ...options], { LOCAL_DATA_DIR: dataDir });
    const code = await command.ended;
    expect(command.errors).not.toMatch(/^ {4}at /m);
    const outcomes = jsonOf(command);
    expect(outcomes.map(({ file }) => file)).toEqual(names.map(inFolder));
    return { code, outcomes };
  }

  const failed = (reason: RegExp) => ({ id: '', status: 'FAILED', reason: expect.stringMatching(reason), sizes: {} });
  const ready = { id: expect.stringMatching(/.{36}/), status: 'READY' };

  test('a file that cannot be read, uploaded or processed does not affect the others', async () => {
    await writeFile(inFolder('empty.jpg'), '');
    await mkdir(inFolder('holiday'), { recursive: true });
    const names = ['phone.heic', 'missing.jpg', 'empty.jpg', 'holiday', 'photo.jpg/x.jpg', 'photo.jpg'];
    const { code, outcomes } = await outcomesOf(names);
    expect(code).toBe(1);
    expect(outcomes).toMatchObject([
      { id: expect.stringMatching(/.{36}/), status: 'FAILED', reason: expect.stringContaining('HEIC') },
      failed(/missing\.jpg does not exist\.$/),
      failed(/^\S+empty\.jpg is empty\.$/),
      failed(/^\S+holiday is a folder\. Name the photos in it: \S+holiday\/\*\.jpg\.$/),
      failed(/photo\.jpg\/x\.jpg does not exist\.$/),
      ready,
    ]);
  });

  test('a photo that cannot be saved is reported, and the others are saved', async () => {
    const long = `${'n'.repeat(248)}.jpg`;
    await writeFile(inFolder(long), await photo({ width: 30, height: 20 }));
    const out = inFolder('out/kept');
    await mkdir(join(out, `drawing-${smallestSize}.webp`), { recursive: true });
    await writeFile(join(out, `photo-${largestSize}.webp`), 'mine');
    await writeFile(join(out, 'photo-mine.webp'), 'no size');
    await writeFile(inFolder('other.jpg'), await photo({ width: 30, height: 20 }));
    const { code, outcomes } = await outcomesOf([long, 'drawing.png', 'photo.jpg', 'other.jpg'], '--out', out);
    expect(code).toBe(1);
    expect(outcomes).toMatchObject([
      {
        ...ready,
        saved: [],
        reason: expect.stringMatching(
          /^The image is READY, but was not saved\. .* the name is too long for the file system\. Rename the photo\.$/,
        ),
      },
      // These two errors are detected before the upload.
      failed(
        new RegExp(
          `drawing-${smallestSize}\\.webp already exists\\. Add --force to overwrite it, or name another folder: --out DIR\\.$`,
        ),
      ),
      failed(new RegExp(`photo-${largestSize}\\.webp already exists\\. Add --force`)),
      { ...ready, saved: sizeNames.map((size) => join(out, `other-${size}.webp`)) },
    ]);
    expect(await readFile(join(out, `photo-${largestSize}.webp`), 'utf8')).toBe('mine');
  });

  test('--force overwrites files, but not folders', async () => {
    const out = inFolder('out/forced');
    await mkdir(join(out, `drawing-${smallestSize}.webp`), { recursive: true });
    await writeFile(join(out, `photo-${largestSize}.webp`), 'mine');
    const { code, outcomes } = await outcomesOf(['drawing.png', 'photo.jpg'], '--out', out, '--force');
    expect(code).toBe(1);
    expect(outcomes).toMatchObject([
      { ...ready, saved: [], reason: expect.stringContaining('is a folder') },
      { ...ready, saved: expect.anything() },
    ]);
    expect((await sharp(await readFile(join(out, `photo-${largestSize}.webp`))).metadata()).width).toBe(
      sidesOf(1000, 500)[largestSize].width,
    );
  });

  test('the text output names the written files', async () => {
    const { dataDir } = await startLocal();
    const out = inFolder('out/message');
    const command = demo([inFolder('photo.jpg'), '--out', out], { LOCAL_DATA_DIR: dataDir });
    expect(await command.ended).toBe(0);
    for (const size of sizeNames) expect(command.stdout).toContain(`  saved      ${join(out, `photo-${size}.webp`)}\n`);
  });
});

test('the user is informed that the temporary application has ended', async () => {
  const folderWithoutRun = await temporaryFolder();
  // Without LOCAL_DATA_DIR and PORT, as in a new clone of the project.
  const command = Command.run(
    '../ops/demo/main.ts',
    [inFolder('photo.jpg')],
    { PORT: undefined, LOCAL_DATA_DIR: undefined },
    folderWithoutRun,
  );
  expect(await command.ended).toBe(0);
  expect(command.stdout).toContain('of alice');
  expect(command.stdout).not.toContain('/view/');
  expect(command.errors).toMatch(/Its images are deleted\. To keep images, run npm start first\.$/);
  expect(command.errors).not.toContain('upload processed');
});

test('reports the gateway’s own message, and why the server cannot be reached', async () => {
  const [{ url }, gone] = await Promise.all([startLocal(), startLocal()]);
  await gone.close();
  const page = createServer((_request, response) => response.end('<html>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const pageUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  const cases: [string, RegExp][] = [
    [url, /^ {2}Unauthorized: the API rejects this token\. Get a new one\.$/m],
    [gone.url, /^ {2}Cannot reach the API \(.*ECONNREFUSED.*\)\. Start the application with npm start, or check the URL\.$/m],
    [pageUrl, /^ {2}The response is not from this API \(.*\)\. Check the URL\.$/m],
  ];
  for (const [address, message] of cases) {
    const command = demo([inFolder('photo.jpg'), '--url', address, '--token', 'none']);
    expect(await command.ended).toBe(1);
    expect(command.stdout).toMatch(/FAILED/);
    expect(command.stdout).toMatch(message);
  }
  page.closeAllConnections();
  page.close();
});

describe('rejects', () => {
  test.each<[string[], RegExp]>([
    [['--json'], /^No photo given\. Name at least one: /m],
    [['--jsn', 'photo.jpg'], /^Unknown option --jsn\. Did you mean --json\?$/m],
    [['photo.jpg', '--stak', 'App-x'], /^Unknown option --stak\. Did you mean --stack\?$/m],
    [['photo.jpg', '--out'], /^--out requires a value: --out=VALUE\.$/m],
    [['photo.jpg', '--out', '--json'], /^--out requires a value/m],
    [['photo.jpg', '--out='], /^--out requires the name of a folder/m],
    [['photo.jpg', '--json=yes'], /^--json does not take a value\. Remove the value\.$/m],
    [['photo.jpg', '--out', 'a', '--out', 'b'], /^--out is given twice\. Pass it once\.$/m],
    [['photo.jpg', '--stack', '--stack'], /^--stack is given twice\. Pass it once\.$/m],
    [['photo.jpg', '--stack=a.jpg'], /^Invalid stack name "a\.jpg"\./m],
    [['photo.jpg', '--force'], /^--force requires --out: /m],
    [
      ['photo.jpg', '--stack', '--url', 'http://localhost:3000', '--token', 'x'],
      /^--stack and --url exclude each other\. Use one of them\.$/m,
    ],
    [['photo.jpg', '--url', 'localhost:3000', '--token', 'x'], /^Invalid --url "localhost:3000"\. Use a complete URL such as /m],
    [['photo.jpg', '--url', 'ftp://localhost', '--token', 'x'], /^Invalid --url "/m],
    [['photo.jpg', '--url', 'http://alice:pw@localhost', '--token', 'x'], /^Invalid --url "/m],
    [['photo.jpg', '--url', 'http://localhost:3000'], /^--url requires a token: --token TOKEN\.$/m],
    [['photo.jpg', '--token', ''], /^--token is empty\. Check the command that prints the token\.$/m],
    [['photo.jpg', '--token', 'a\nb'], /^--token must be a single token/m],
  ])('%j, and prints the usage', (args, message) => {
    expect(() => demoOptions(args)).toThrow(UsageError);
    expect(() => demoOptions(args)).toThrow(message);
    expect(() => demoOptions(args)).toThrow(/\n\nUsage: npm run demo -- photo\.jpg .*--token TOKEN\]\n/);
  });

  test('a folder that cannot be written, before any upload', async () => {
    const command = demo([inFolder('photo.jpg'), '--out', inFolder('photo.jpg/out')]);
    expect(await command.ended).toBe(1);
    expect(command.errors).toMatch(/Cannot write to \S+photo\.jpg\/out \(ENOTDIR/);
    expect(command.errors.split('\n')).toHaveLength(1);
  });

  test('an empty token, and several tokens', async () => {
    const commands = [[''], ['alice', 'bob'], []].map((args) =>
      Command.run('cognito/token.ts', args, { LOCAL_DATA_DIR: inFolder('unused') }),
    );
    for (const command of commands) {
      expect(await command.ended).toBe(2);
      expect(command.errors).toMatch(
        /^Received (nothing|""|"alice" "bob")\. Pass exactly one owner: npm run token -- alice\.\n\nUsage: npm run --silent token -- NAME\n/,
      );
      expect(command.stdout).toBe('');
    }
  });
});

test('accepts a token for an owner with unusual characters', async () => {
  const dataDir = inFolder('issuer');
  const command = Command.run('cognito/token.ts', ['../é "1"'], { LOCAL_DATA_DIR: dataDir });
  expect(await command.ended).toBe(0);
  expect(await (await Issuer.open(dataDir)).claimsOf(command.stdout.trim())).toMatchObject({ sub: '../é "1"' });
});

describe('with a deployed stack', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(() => aws.close());

  test('signs in by the browser and uploads as this user', async () => {
    const app = await startLocal();
    const outputs: Partial<Record<OutputName, string>> = {
      ApiUrl: app.url,
      PageUrl: `${app.url}/`,
      SignInIssuer: `${app.url}/oidc`,
      NativeClientId: clientIds.terminal,
    };
    aws.stacks.set('App-test', outputs);
    const command = demo([inFolder('photo.jpg'), '--stack', 'App-test', '--json'], {
      ...awsEnvironment(aws),
      BROWSER: 'none',
    });
    const url = await until(() => /^http\S+$/m.exec(command.stderr)?.[0]);
    const browser = await new CookieBrowser().open(url);
    await browser.pick('bob');
    expect(browser.text).toBe('You are signed in. Close this window and return to the terminal.');
    expect(loopbackPorts).toContain(Number(new URL(browser.url).port));

    expect(await command.ended).toBe(0);
    const [{ id, status, owner, page }] = jsonOf(command);
    expect([owner, page]).toEqual(['bob', `${app.url}/view/${id}`]);
    const issuer = await Issuer.open(app.dataDir);
    const asUser = async (user: string) =>
      (await fetch(`${app.url}/images/${id}`, { headers: { authorization: `Bearer ${await issuer.issue(user)}` } })).status;
    expect([status, await asUser('bob'), await asUser('alice')]).toEqual(['READY', 200, 404]);
  });

  test('does not ask for a sign-in when a token is given', async () => {
    aws.stacks.set('App-test', { ApiUrl: 'https://api.example.com' });
    useAws(aws);
    expect(await openStage('App-test', 'a token')).toMatchObject({ url: 'https://api.example.com', token: 'a token' });
  });

  test('names the outputs that the stack lacks', async () => {
    aws.stacks.set('App-test', { ApiUrl: 'https://api.example.com' });
    useAws(aws);
    await expect(openStage('App-test')).rejects.toThrow(/^The stack "App-test" has no output SignInIssuer and NativeClientId\./);
  });
});

describe('the options', () => {
  it.each<[string[], object]>([
    [['a.jpg', '--stack'], { stack: defaultStack, files: ['a.jpg'] }],
    [['--stack', 'a.jpg'], { stack: defaultStack, files: ['a.jpg'] }],
    [['--stack', 'App-x', 'a.jpg', 'b.png'], { stack: 'App-x', files: ['a.jpg', 'b.png'] }],
    [['a.jpg', '--stack=App-x', '--json'], { stack: 'App-x', files: ['a.jpg'], json: true }],
    [['a.jpg'], { stack: undefined, files: ['a.jpg'], json: false }],
  ])('%j', (args, options) => {
    expect(demoOptions(args)).toMatchObject(options);
  });
});
