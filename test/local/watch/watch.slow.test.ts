import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scripts } from '../../../package.json';
import { newImageIn } from '../../support/json';
import { temporaryFolder } from '../../support/local';
import { ProjectCopy } from '../../support/project-copy';
import { until } from '../../support/until';
import { userOf } from '../../support/user';

let copy: ProjectCopy;
/** On the same files: one that watches them, and one that does not. */
let watching: Run;
let other: Run;

beforeAll(async () => {
  copy = await ProjectCopy.create();
  [watching, other] = await Promise.all([start(), start(['--no-watch'])]);
});

afterAll(async () => {
  for (const { child } of [watching, other]) child.kill('SIGKILL');
  await copy.remove();
});

interface Run {
  readonly child: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  output(): string;
}

/** `npm start` in the copy. */
async function start(options: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const [, ...args] = scripts.start.split(' ');
  const dataDir = await temporaryFolder();
  const env = { ...process.env, PORT: '0', LOCAL_DATA_DIR: dataDir, ...environment };
  const child = spawn(process.execPath, [...args, ...options], { cwd: copy.folder, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const url = await until(() => /^ready (\S+)$/m.exec(output)?.[1]);
  return { child, url, dataDir, output: () => output };
}

const health = 'lambda/api/health.ts';

/** A handler with this statement, and this version in its answer. */
const handler = (version: string, statement = '') => `
import { json, publicEndpoint } from './endpoint';

export default publicEndpoint({
  answer: json((z) => z.object({ version: z.string() })),
  async run() {
    ${statement};
    return { version: '${version}' };
  },
});
`;

const versionAt = async ({ url }: Run, path = '/health'): Promise<unknown> => {
  const answer = await fetch(url + path);
  return ((await answer.json()) as { version?: string }).version;
};

test('a changed handler answers in the same process, with the same state, and only where files are watched', async () => {
  const alice = userOf(watching.dataDir);
  const before = await versionAt(other);
  const { id } = await newImageIn(alice.fetch(`${watching.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }));

  // Like an editor that replaces the file.
  await copy.write('lambda/api/health.new', handler('first'));
  await rename(join(copy.folder, 'lambda/api/health.new'), join(copy.folder, health));
  await until(async () => (await versionAt(watching)) === 'first');
  await copy.write(health, handler('second'));
  await copy.write(health, handler('third'));
  await until(async () => (await versionAt(watching)) === 'third');

  expect(await alice.images(watching.url).get(id)).toMatchObject({ id, status: 'PENDING' });
  expect(await versionAt(other)).toBe(before);
});

test('says so when the operating system allows no more watchers, and serves', async () => {
  const hook = join(await temporaryFolder(), 'no-watchers.cjs');
  await writeFile(hook, "require('node:fs').watch = () => { throw new Error('ENOSPC: no more watchers'); };");
  const run = await start([], { NODE_OPTIONS: `--require ${hook}` });
  await until(() =>
    run.output().includes('Changes cannot be watched. Restart npm start after a change. {"error":"ENOSPC: no more watchers"}'),
  );
  expect((await fetch(`${run.url}/health`)).status).toBe(200);
  run.child.kill('SIGKILL');
});

test.each([
  ['does not parse', async () => copy.write(health, '}'), 'health.ts:1:0: ERROR: Unexpected "}"'],
  ['fails while it is loaded', async () => copy.write(health, 'throw new Error("broken");'), 'health.ts:1:7)'],
  ['was removed', async () => rm(join(copy.folder, health)), 'lambda/api/health.ts does not exist'],
])('the previous code answers when a handler %s, and the terminal shows why', async (_, change, message) => {
  await copy.write(health, handler('sound'));
  await until(async () => (await versionAt(watching)) === 'sound');
  await change();
  await until(() => watching.output().includes(message));
  expect(await versionAt(watching)).toBe('sound');
});

test('an error that a handler does not catch is shown, and the application continues', async () => {
  await copy.write(health, handler('careless', `setTimeout(() => { throw new Error('thrown later'); })`));
  await until(async () => (await versionAt(watching)) === 'careless');
  await until(() => watching.output().includes('thrown later'));
  expect(await versionAt(watching)).toBe('careless');
});

test('a new endpoint answers', async () => {
  await copy.write('lambda/api/hello.ts', handler('hello'));
  await copy.addRow(
    'lambda/api/endpoints.ts',
    "{ name: 'hello', method: 'GET', path: '/hello', access: 'public', may: [], summary: 'Hello' },\n",
  );
  await until(async () => (await versionAt(watching, '/hello')) === 'hello');
});

test('a new trigger, and a file of the servers, require a restart', async () => {
  await copy.write(
    'lambda/events/nightly.ts',
    "import { trigger } from './trigger';\n\nexport default trigger(async () => undefined);\n",
  );
  await copy.addRow(
    'lambda/events/triggers.ts',
    "{ name: 'nightly', on: { schedule: { cron: '0 3 * * ? *' } }, may: [], summary: 'Nightly' },\n",
  );
  await until(() =>
    watching.output().includes('Restart npm start: triggers were added, removed or changed. {"triggers":["nightly"]}'),
  );
  await edit('local/sqs/message-queue.ts', (text) => `${text}\n`);
  await until(() =>
    watching.output().includes('Restart npm start: its servers also use these files. {"files":["local/sqs/message-queue.ts"]}'),
  );
});

// part: web
test('a changed page is served, and the previous one while it cannot be built', async () => {
  const page = async () => (await fetch(watching.url)).text();
  await edit('web/index.html', (text) => text.replace('<title>', '<title>Changed '));
  await until(async () => (await page()).includes('<title>Changed '));
  await edit('web/main.tsx', () => '}');
  await until(() => watching.output().includes('Cannot build the page'));
  expect(await page()).toContain('<title>Changed ');
});

test('Ctrl-C stops it', async () => {
  const ended = once(watching.child, 'exit');
  watching.child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const file = join(copy.folder, path);
  await writeFile(file, change(await readFile(file, 'utf8')));
}
