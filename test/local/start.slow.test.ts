import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../../cli/user-error';
import type { ImageResource } from '../../lambda/api/image-resource';
import { triggers } from '../../lambda/events/triggers';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import type { ApplicationProps } from '../../local/application';
import { findHolder } from '../../local/data-lock';
import { newImageIn } from '../support/json';
import { Command, filesBelow, startLocal, temporaryFolder, until } from '../support/local';
import { type LocalUser, userOf } from '../support/user';

const established: readonly string[] = [
  'resize-image',
  'image-changed',
  'sweep-uploads', // part: sweep
];
const addedTriggers = triggers
  .map(({ name }): string => name)
  .filter((name) => !established.includes(name))
  .map((name) => name.replaceAll('-', ' '));

jest.setTimeout(30_000);

let dataDir: string;
let alice: LocalUser;

beforeEach(async () => {
  dataDir = join(await temporaryFolder(), 'data');
  alice = userOf(dataDir);
});

const jpeg = async (bytes: Buffer | Promise<Buffer>) => new Blob([new Uint8Array(await bytes)], { type: 'image/jpeg' });

/** A photo of 6 megapixels, which takes a while to resize. */
const largePhoto = () =>
  jpeg(
    sharp({ create: { width: 3000, height: 2000, channels: 3, background: 'gray' } })
      .jpeg()
      .toBuffer(),
  );

/** Stops it like Ctrl-C. @returns its exit code */
async function interrupt(command: Command) {
  command.child.kill('SIGINT');
  return command.ended;
}

/** Expects that it could not start, and that it printed the reason in one line. */
async function expectRefusal(command: Command, line: string | RegExp): Promise<void> {
  expect(await command.ended).toBe(1);
  expect(command.errors).toMatch(line);
  expect(command.errors.split('\n')).toHaveLength(1);
  expect(command.stdout).toBe('');
}

test('a JPEG is uploaded, every size can be downloaded, and everything exists after a restart', async () => {
  const started = performance.now();
  const first = Command.start(dataDir);
  const url = await first.ready();
  expect(performance.now() - started).toBeLessThan(10_000);
  const images = alice.images(url);
  const id = await images.upload(await jpeg(photo({ width: 900, height: 600 })), 'photo.jpg');
  const image = await images.settled(id);
  expect(image).toMatchObject({ id, status: 'READY', name: 'photo.jpg' });

  const down = async (address: string) => Buffer.from(await (await fetch(address)).arrayBuffer());
  const sides: Record<string, unknown> = {};
  for (const [size, { url: address, bytes, format, width, height }] of Object.entries(image.sizes ?? {})) {
    const body = await down(address);
    expect(await sharp(body).metadata()).toMatchObject({ width, height, format });
    expect(body.byteLength).toBe(bytes);
    sides[size] = { width, height };
  }
  expect(sides).toEqual(sidesOf(900, 600));

  expect(await interrupt(first)).toBe(0);
  expect(first.stdout.split('\n')).toEqual([
    `ready ${url}`,
    `Open ${url} and sign in as alice or bob.`, // part: web
    `The reference of the API: ${url}/reference`, // part: reference
    'Ctrl-C stops the application.',
    '',
  ]);
  // One line for the photo, and none for the requests, the change, and timers that found nothing to do.
  // A trigger that an owner adds logs a line with its name; any other line fails the test.
  const lines = first.errors.split('\n').filter((line) => !addedTriggers.some((name) => line.includes(`Z ${name} {`)));
  expect(lines).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z upload processed \{[^\n]*"result":"READY"\}$/),
  ]);
  expect(await filesBelow(dataDir)).not.toContain(join(dataDir, 'lock.json'));

  const port = new URL(url).port;
  const second = Command.start(dataDir, { PORT: port, LOG_LEVEL: 'debug' });
  expect(await second.ready()).toBe(url);
  // Signatures change every quarter of an hour.
  const unsigned = ({ sizes = {} }: Pick<ImageResource, 'sizes'>) =>
    Object.entries(sizes).map(([size, { url: address, ...facts }]) => ({ size, address: address.split('?')[0], ...facts }));
  expect(unsigned(await images.get(id))).toEqual(unsigned(image));
  for (const { url: address, bytes } of Object.values(image.sizes ?? {})) expect(await down(address)).toHaveLength(bytes);
  expect(await interrupt(second)).toBe(0);
  expect(second.errors).toMatch(/Z request answered \{.*"route":"get-image"/);
  expect(second.errors).toContain('Z uploads swept {'); // part: sweep
});

test('an accepted upload is finished after a crash', async () => {
  const first = Command.start(dataDir);
  const id = await alice.images(await first.ready()).upload(await largePhoto(), 'photo.jpg');
  await first.kill();
  const images = alice.images(await Command.start(dataDir).ready());
  expect(await images.settled(id)).toMatchObject({ status: 'READY' });
});

test('Ctrl-C stops cleanly while uploads arrive, images are resized and clients send requests', async () => {
  const first = Command.start(dataDir);
  const images = alice.images(await first.ready());
  const file = await largePhoto();
  const ids = await Promise.all([1, 2, 3].map((count) => images.upload(file, `${count}.jpg`)));
  // Requests after the end may fail.
  const asking = ids.map(async (id) => {
    while (await images.get(id).catch(() => undefined));
  });
  const stalled = await stallUpload(await first.ready());
  const started = performance.now();
  expect(await interrupt(first)).toBe(0);
  expect(performance.now() - started).toBeLessThan(8000);
  await Promise.all([...asking, stalled.ended]);
  expect(first.errors).not.toMatch(/error/i);
  expect(await filesBelow(dataDir)).not.toContain(join(dataDir, 'lock.json'));

  const again = alice.images(await Command.start(dataDir).ready());
  for (const id of ids) expect(await again.settled(id)).toMatchObject({ status: 'READY' });
});

/** Begins an upload and stops sending in the middle. @returns when the connection ends */
async function stallUpload(url: string): Promise<{ ended: Promise<unknown> }> {
  const { upload } = await newImageIn(alice.fetch(`${url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }));
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob(['x'.repeat(1000)]));
  const whole = new Response(form);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const body = new ReadableStream({ start: (controller) => controller.enqueue(bytes.subarray(0, -60)) });
  const headers = { 'content-type': whole.headers.get('content-type') ?? '' };
  const ended = fetch(upload.url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit).catch(() => undefined);
  await until(async () => (await filesBelow(join(dataDir, 'incoming'))).length === 1);
  return { ended };
}

test('of many that start at once on one folder, also after a crash, one becomes ready and the others name its process', async () => {
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'lock.json'), JSON.stringify({ pid: process.pid, port: 3000 }));
  const commands = [1, 2, 3].map(() => Command.start(dataDir));
  const winner = await Promise.any(commands.map(async (command) => ({ command, url: await command.ready() })));
  const losers = commands.filter((command) => command !== winner.command);
  for (const loser of losers) await expectRefusal(loser, `is used by process ${winner.command.child.pid}, `);
  expect((await fetch(`${winner.url}/health`)).status).toBe(200);
});

describe('is rejected in one line', () => {
  test('for a folder that another process uses, whose id it names', async () => {
    const { url } = await startLocal({ dataDir });
    await expectRefusal(Command.start(dataDir), `${dataDir} is used by process ${process.pid}, ${url}. Stop that process`);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  /** The test above checks how the command prints such an error. */
  async function expectStartError(props: Partial<ApplicationProps>, line: string | RegExp): Promise<void> {
    const error = await startLocal(props).then(String, (error: UserError) => error);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(line) });
    expect(error).toMatchObject({ message: expect.not.stringContaining('\n') });
  }

  test.each(['127.0.0.1', '0.0.0.0', '::'])('for a port that is in use on %s, and leaves no lock', async (host) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    await expectStartError({ dataDir, port }, `Port ${port} is in use. Stop the program that uses it`);
    await new Promise((resolve) => server.close(resolve));
    expect(await findHolder(dataDir)).toBeUndefined();
    expect((await filesBelow(dataDir)).filter((file) => !file.startsWith(join(dataDir, 'lock/')))).toEqual([]);
  });

  test.each([
    ['database is corrupt', ['database', 'CURRENT'], [], /^The database in .*database cannot be opened \(.*\)\. Remove the folder/],
    ['database is not a folder', ['database'], [], /^The database in .*database cannot be opened \(.*\)\. Remove the folder/],
    ["issuer's key is corrupt", ['issuer-key.json'], [], /^The issuer's key .*issuer-key\.json cannot be used/],
    ['path contains a file', ['file'], ['file', 'data'], /^Cannot write to \S+ \(ENOTDIR/],
  ])('for a data folder whose %s, and leaves no lock', async (_, spoiled, below, line) => {
    const folder = await temporaryFolder();
    const path = join(folder, ...spoiled);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'rubbish\n');
    await expectStartError({ dataDir: join(folder, ...below) }, line);
    expect(await findHolder(join(folder, ...below))).toBeUndefined();
    expect((await filesBelow(folder)).filter((file) => file.endsWith('lock.json'))).toEqual([]);
  });
});
