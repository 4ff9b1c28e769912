import { createHash } from 'node:crypto';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { uploadKey } from '../../lambda/core/keys';
import { photo } from '../../lib/testing/images/photo';
import { seeded } from '../../lib/testing/random';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';
import { Issuer } from '../../local/cognito/issuer';
import { DataLock } from '../../local/data-lock';
import { EventBus } from '../../local/eventbridge/event-bus';
import { s3Notification } from '../../local/s3/s3-notification';
import { MessageQueue } from '../../local/sqs/message-queue';
import { QueueSender } from '../../local/sqs/queue-sender';
import { imageIn } from '../../test/support/json';
import { filesBelow, startLocal, temporaryFolder, until } from '../../test/support/local';
import { openServices } from '../../test/support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../../test/support/upload';
import type { LocalUser } from '../../test/support/user';
import { damages } from './damage';
import { crashSettings } from './seed';

jest.setTimeout(30_000);

const { seed, thorough } = crashSettings();

/** A data folder with everything that a run may leave: settled images in tables and in the log, a waiting upload, and a dead letter. */
const left = { folder: '', settled: [] as string[], waiting: '', dead: '' };
/** The responses to GET for each settled image and each of its files, before any damage. */
let sound: Map<string, string>;

beforeAll(async () => {
  left.folder = await temporaryFolder();
  const bytes = await photo({ width: 320, height: 200 });
  const owner = 'alice';
  // The second start moves the writes of the first run into a table. The writes of the second run are in its log.
  for (const count of [4, 2]) {
    const sender = new QueueSender();
    const services = await openServices({
      dataDir: left.folder,
      origin: 'http://localhost',
      clock: new TestClock(new Date()),
      log: new TestLog(),
      uploads: sender.uploads,
      queues: sender,
      events: new EventBus(new TestLog()),
    });
    for (let index = 0; index < count; index += 1) {
      const id = await createRecord(services, owner);
      await handleUpload(services, uploadEvent(await storeOriginal(services, { owner, id }, bytes)));
      left.settled.push(id);
    }
    if (count === 2) {
      const never = () => new Promise<void>(() => undefined);
      const queue = await MessageQueue.open(
        { folder: join(left.folder, 'queue'), deliver: never, onDamage: never, onFailure: never, maxReceives: 1 },
        async ({ body }) => body,
      );
      for (const state of ['waiting', 'dead'] as const) {
        left[state] = await createRecord(services, owner);
        const facts = await storeOriginal(services, { owner, id: left[state] }, bytes);
        const { id } = await queue.hold(s3Notification('originals', facts, new Date()));
        if (state === 'dead')
          await rename(join(left.folder, 'queue', `${id}.json`), join(left.folder, 'queue', 'dead', `${id}.json`));
      }
    }
    await services.close();
  }
  await Issuer.open(left.folder);
  // As after a crash: the lock names a process whose id another process may have by now.
  await (await DataLock.take(left.folder, 3000)).release();
  await writeFile(join(left.folder, 'lock.json'), JSON.stringify({ pid: process.ppid, port: 3000 }));
  const { url, close, alice } = await startLocal({ dataDir: await copyOf(left.folder) });
  sound = await answersOf(url, left.settled, alice);
  await close();
  expect([...sound.values()].filter((answer) => /^\d+$/.test(answer))).toEqual([]);
});

async function copyOf(folder: string): Promise<string> {
  const copy = join(await temporaryFolder(), 'data');
  await mkdir(copy);
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** The responses for images and their files: the stored content, or the status of an error. */
async function answersOf(url: string, ids: string[], user: LocalUser): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const id of ids) {
    const answer = await user.fetch(`${url}/images/${id}`);
    if (!answer.ok) answers.set(id, `${answer.status}`);
    else {
      const image = await imageIn(answer);
      const sizes = Object.entries(image.sizes ?? {});
      answers.set(id, JSON.stringify({ ...image, sizes: sizes.map(([name, size]) => ({ ...size, name, url: '' })) }));
      for (const [name, size] of sizes) answers.set(`${id} ${name}`, await hashOf(await fetch(size.url)));
    }
  }
  return answers;
}

async function hashOf(file: Response): Promise<string> {
  if (!file.ok) return `${file.status}`;
  return createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex');
}

/** The result of a start on a damaged folder. */
interface Ending {
  /** Why it did not start. */
  readonly refusal?: string;
  /** Warnings and errors. */
  readonly logged: string;
  /** Responses for settled images that differ from those before the damage. */
  readonly lost: Map<string, string>;
  /** The outcome of the upload that was not settled. */
  readonly waiting?: string;
  readonly dead?: string;
}

async function startOn(dataDir: string): Promise<Ending> {
  const log = new TestLog();
  const logged = () =>
    log.entries
      .filter(({ level }) => level === 'warn' || level === 'error')
      .map(({ message, detail }) => `${message} ${detail instanceof Error ? detail.message : JSON.stringify(detail)}`)
      .join('\n');
  const started = await startLocal({ dataDir, log }).catch((error: unknown) => error as Error);
  if (started instanceof Error) {
    expect(started).toBeInstanceOf(UserError);
    expect(started.message).not.toContain('\n');
    return { refusal: started.message, logged: logged(), lost: new Map() };
  }
  const { url, close, alice } = started;
  const stateOf = async (id: string) => (await alice.fetch(`${url}/images/${id}`).then(imageIn)).status;
  // Settled, or the log explains why not: it was interrupted, is corrupt, or has lost its record.
  await until(
    async () => (await stateOf(left.waiting)) !== 'PENDING' || /was interrupted|failed on receive|without a record/.test(logged()),
  );
  const answers = await answersOf(url, left.settled, alice);
  for (const [what, answer] of sound) if (answers.get(what) === answer) answers.delete(what);
  const ending = { logged: logged(), lost: answers, waiting: await stateOf(left.waiting), dead: await stateOf(left.dead) };
  await close();
  return ending;
}

/** Damages one of the files, chosen by the seed, and starts the application on the folder. */
async function damaged(
  how: keyof typeof damages,
  choose: (files: string[]) => string[],
  turn = 0,
): Promise<Ending & { file: string }> {
  const dataDir = await copyOf(left.folder);
  const random = seeded(seed + turn);
  const files = choose((await filesBelow(dataDir)).sort());
  const file = files[Math.floor(random() * files.length)];
  if (!file) throw new Error('No file matches.');
  await damages[how](file, random);
  return { ...(await startOn(dataDir)), file };
}

const named = (pattern: RegExp) => (files: string[]) => files.filter((file) => pattern.test(file));
const folderOf = (id: string) => createHash('sha256').update(uploadKey('alice', id)).digest('hex');
const all = Object.keys(damages) as (keyof typeof damages)[];
let tables = 0;

/** Every kind of damage in a thorough run. Otherwise one, chosen by the seed, and the next one in the next table. */
function someDamages(): (keyof typeof damages)[] {
  tables += 1;
  return thorough ? all : all.filter((_, index) => index === (seed + tables) % all.length);
}

const harmless = { lost: new Map(), waiting: 'READY' };

test('starts on an undamaged folder, and processes waiting uploads', async () => {
  const ending = await startOn(await copyOf(left.folder));
  expect(ending).toEqual({ ...harmless, dead: 'PENDING', logged: '' });
});

describe('refuses to start on a database', () => {
  test.each(someDamages())('whose CURRENT is %s', async (how) => {
    const { refusal } = await damaged(how, named(/database\/CURRENT$/));
    expect(refusal).toMatch(/^The database in \S+ cannot be opened \(.+\)\. Remove the folder/);
  });

  test.each(someDamages())('with a table that is %s', async (how) => {
    const { refusal, file } = await damaged(how, named(/\.ldb$/));
    expect(refusal).toContain(how === 'missing' ? 'missing files' : `its file ${basename(file)} is corrupt`);
  });

  test('whose log is missing', async () => {
    expect((await damaged('missing', named(/database\/\d+\.log$/))).refusal).toContain('its log is missing');
  });

  test.each<keyof typeof damages>(['missing', 'empty'])('whose manifest is %s', async (how) => {
    expect((await damaged(how, named(/database\/MANIFEST-/))).refusal).toMatch(/^The database in/);
  });
});

describe('refuses to start, or starts and reports the loss', () => {
  test.each([
    ['log', /database\/\d+\.log$/, 1],
    ['log', /database\/\d+\.log$/, 2],
    ['manifest', /database\/MANIFEST-/, 3],
    ['manifest', /database\/MANIFEST-/, 4],
  ])('when bits of the %s are flipped (%s, %i)', async (_, pattern, turn) => {
    const { refusal, logged, file } = await damaged('with a flipped bit', named(pattern), turn);
    expect(refusal ?? logged).toContain(basename(file));
  });

  test.each<[string, keyof typeof damages, RegExp]>([
    ['log', 'empty', /database\/\d+\.log$/],
    ['log', 'truncated in the middle', /database\/\d+\.log$/],
    ['manifest', 'truncated in the middle', /database\/MANIFEST-/],
  ])('when the %s is %s', async (_, how, pattern) => {
    const { refusal, logged, lost, file } = await damaged(how, named(pattern));
    if (refusal) return;
    for (const [what, answer] of lost) {
      // A lost record is logged. If a record lost only its outcome, the upload is processed again.
      if (answer === '404') expect(logged).toContain(what);
      else expect(JSON.parse(answer)).toMatchObject({ id: what, status: expect.stringMatching(/PENDING|READY/) });
    }
    // A log that ends between two entries looks complete.
    expect(logged).toMatch(new RegExp(`${basename(file)}|without a record`));
  });
});

describe('starts, and only the corrupt object is unavailable', () => {
  test.each(someDamages())('when a rendition is %s', async (how) => {
    const { lost, logged, file, ...ending } = await damaged(how, named(/renditions\//));
    expect(ending).toMatchObject({ waiting: 'READY' });
    // Like S3, which denies access to a missing object when the signer may not list the bucket.
    expect([...lost.values()]).toEqual([how === 'missing' ? '403' : '500']);
    if (how !== 'missing') expect(logged).toContain(`The stored file ${file} is corrupt`);
  });

  test.each(someDamages())('when the original of a settled image is %s', async (how) => {
    const settled = new RegExp(left.settled.map(folderOf).join('|'));
    const { logged, file, ...ending } = await damaged(how, named(settled), 5);
    expect(ending).toMatchObject(harmless);
    if (how.startsWith('truncated')) expect(logged).toContain(file);
  });

  test.each(someDamages())('when the original of a waiting upload is %s', async (how) => {
    const { waiting, lost, logged, file } = await damaged(how, named(new RegExp(folderOf(left.waiting))));
    expect({ waiting, lost }).toEqual({ waiting: 'PENDING', lost: new Map() });
    expect(logged).toContain(how === 'missing' ? left.waiting : `The stored file ${file} is corrupt`);
  });
});

describe('starts, and loses nothing', () => {
  test.each(someDamages())('when the message of a waiting upload is %s', async (how) => {
    const { logged, file, ...ending } = await damaged(how, named(/queue\/[^/]+\.json$/));
    expect(ending).toMatchObject({ ...harmless, dead: 'PENDING' });
    expect(logged).toContain(`announced again. {"imageId":"${left.waiting}"}`);
    if (how !== 'missing') {
      expect(logged).toContain(join('dead', basename(file)));
      expect(await filesBelow(join(file, '..', 'dead'))).toContain(join(file, '..', 'dead', basename(file)));
    }
  });

  test.each(someDamages())('when a dead letter is %s', async (how) => {
    const { logged, ...ending } = await damaged(how, named(/queue\/dead\//));
    expect(ending).toMatchObject(harmless);
    expect(logged).toContain(`announced again. {"imageId":"${left.dead}"}`);
  });

  test.each(someDamages())('when the lock file is %s', async (how) => {
    const { file, ...ending } = await damaged(how, named(/lock\.json$/));
    expect(ending).toEqual({ ...harmless, dead: 'PENDING', logged: '' });
  });

  test.each(['LOCK', 'CURRENT', 'MANIFEST-', '.log'])("when the lock's file %s has any damage", async (name) => {
    for (const how of someDamages()) {
      const { file, ...ending } = await damaged(how, named(new RegExp(`/lock/.*${name}`)));
      expect(ending).toEqual({ ...harmless, dead: 'PENDING', logged: '' });
    }
  });

  test('when both keys are missing', async () => {
    expect(await damaged('missing', named(/signing-key$/))).toMatchObject({ ...harmless, logged: '' });
    expect(await damaged('missing', named(/issuer-key/))).toMatchObject({ ...harmless, logged: '' });
  });
});

describe('refuses to start', () => {
  test.each<[string, keyof typeof damages, RegExp]>([
    ['signing key', 'empty', /signing-key$/],
    ['signing key', 'truncated in the middle', /signing-key$/],
    ["issuer's key", 'empty', /issuer-key/],
    ["issuer's key", 'truncated in the middle', /issuer-key/],
  ])('when the %s is %s', async (key, how, pattern) => {
    const { refusal, file } = await damaged(how, named(pattern));
    expect(refusal).toContain(`he ${key} ${file}`.slice(1));
    expect(refusal).toMatch(/Remove it to create a new one/);
  });

  test('when a bit of the issuer’s key is flipped, unless the key still works', async () => {
    const { refusal, file, ...ending } = await damaged('with a flipped bit', named(/issuer-key/));
    if (refusal) expect(refusal).toContain(`issuer's key ${file} cannot be used`);
    else expect(ending).toMatchObject({ ...harmless, logged: '' });
  });
});
