import { setTimeout } from 'node:timers/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { uuidv7 } from 'uuidv7';
import { UserError } from '../../cli/user-error';
import { DynamoImageScan } from '../../lambda/adapters/aws/dynamo-image-scan';
import { systemClock } from '../../lambda/adapters/system-clock';
import { parseAnnouncedUpload } from '../../lambda/core/announced-upload';
import type { Rendition } from '../../lambda/core/image';
import { renditionKey, uploadKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { OutputName } from '../../lib/outputs';
import { photo } from '../../lib/testing/images/photo';
import { type AwsStandIn, awsEnvironment, startAwsStandIn } from '../../lib/testing/stand-ins/aws-stand-in';
import type { StandInQueue } from '../../lib/testing/stand-ins/stand-in-queue';
import { TestLog } from '../../lib/testing/test-log';
import { type Database, openDatabase } from '../../local/dynamodb/database';
import { openLocalRun } from '../../ops/resize-again/local-run';
import { resizeAgainOptions } from '../../ops/resize-again/options';
import { resizeAll } from '../../ops/resize-again/resize-all';
import { Command, startLocal, temporaryFolder, until } from '../support/local';
import { type OpenServices, openServices } from '../support/services';

jest.setTimeout(60_000);

const [missing] = sizeNames;

/** Stores a READY image. @param without a size that it lacks */
function readyItem(version: string, without?: string) {
  const [owner, id] = ['alice', uuidv7()];
  const size = (key: string): Rendition => ({ key, width: 1, height: 1, bytes: 1, format: 'webp' });
  const names = sizeNames.filter((name) => name !== without);
  return {
    ...{ owner, id, version, status: 'READY', contentType: 'image/jpeg', attempt: 1 },
    ...{ createdAt: '2026-11-22T12:00:00.000Z', updatedAt: '2026-11-22T12:00:01.000Z' },
    original: { bytes: 1, width: 1, height: 1, format: 'jpeg' },
    sizes: Object.fromEntries(names.map((name) => [name, size(renditionKey({ owner, id, version, size: name }))])),
    processing: { ms: 1, queuedMs: 1, memoryMb: 1769, coldStart: false, attempts: 1 },
  };
}

const put = ({ client, table }: Pick<Database, 'client' | 'table'>, item: object) =>
  client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }));

describe('in the local run', () => {
  const ignored = { announce: async () => undefined, publish: async () => undefined, send: async () => undefined };

  async function withServices<Result>(dataDir: string, use: (services: OpenServices) => Promise<Result>): Promise<Result> {
    const ports = { uploads: ignored, queues: ignored, events: ignored, clock: systemClock, log: new TestLog() };
    const services = await openServices({ dataDir, origin: 'http://localhost:1', ...ports });
    try {
      return await use(services);
    } finally {
      await services.close();
    }
  }

  it('adds the size that stored images lack, page by page, and then finds none', async () => {
    const dataDir = await temporaryFolder();
    const ids = await withServices(dataDir, async ({ own: { originals }, database }) => {
      const found: string[] = [];
      // More than one page of the scan.
      for (let count = 0; count < 120; count += 1) await put(database, readyItem('v'));
      for (let count = 0; count < 3; count += 1) {
        const { owner, id } = readyItem('');
        const key = uploadKey(owner, id);
        await originals.write(key, await photo({ width: 300, height: 200 }), 'image/jpeg');
        const { version = '' } = (await originals.stat(key)) ?? {};
        await put(database, { ...readyItem(version, missing), id });
        found.push(id);
      }
      return found;
    });
    const app = await startLocal({ dataDir });
    const run = async (...args: string[]) => {
      const command = Command.run('../ops/resize-again/main.ts', args, { LOCAL_DATA_DIR: dataDir });
      return { code: await command.ended, lines: command.stdout.trim().split('\n'), stderr: command.stderr };
    };

    const { code, lines } = await run('--local', '--missing');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^\d+ READY images found, \d queued; to continue here: --after alice\/[\da-f-]{36}$/);
    expect(lines.at(-2)).toBe('123 READY images found, 3 that lack a size queued. The resizer is working on them.');
    await until(async () => (await run('--missing')).lines.at(-1)?.includes(', 0 that lack a size queued.'));

    // A run that stopped is continued after its last page.
    const [, after = ''] = /--after (\S+)$/.exec(lines[0] ?? '') ?? [];
    expect((await run('--missing', '--after', after)).lines.at(-1)).toMatch(/^2\d READY images found, 0 /);
    const refused = await run('--after', 'nowhere');
    expect([refused.code, refused.stderr.trim().split('\n').at(-1)]).toEqual([
      1,
      'Invalid position "nowhere". Use the form OWNER/ID, as printed by the run that stopped.',
    ]);

    await app.close();
    await withServices(dataDir, async ({ own }) => {
      for (const id of ids) {
        const image = await own.images.find('alice', id);
        const key = image?.status === 'READY' ? image.sizes[missing]?.key : undefined;
        expect(await own.renditions.stat(key ?? '')).toMatchObject({ contentType: 'image/webp' });
      }
    });
  });

  it('fails with one line when the application stops meanwhile', async () => {
    const app = await startLocal();
    const data = process.env.LOCAL_DATA_DIR;
    process.env.LOCAL_DATA_DIR = app.dataDir;
    const source = await openLocalRun();
    if (data === undefined) delete process.env.LOCAL_DATA_DIR;
    else process.env.LOCAL_DATA_DIR = data;
    expect(await source.next({ missing: false })).toEqual({ found: 0, queued: 0 });
    await app.close();
    const error = await source.next({ missing: false }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(
      /^http:\S+ does not respond \(.+\)\. Is the application still running\? Start it with npm start\.$/,
    );
  });

  it('is rejected in one line when the application is not running', async () => {
    const command = Command.run('../ops/resize-again/main.ts', [], { LOCAL_DATA_DIR: await temporaryFolder() });
    expect(await command.ended).toBe(1);
    expect(command.errors).toMatch(
      /^No application is running on \S+\. Run npm start in another terminal, or name a stack: --stack NAME\.$/,
    );
  });
});

describe('in a deployed stack', () => {
  let aws: AwsStandIn;
  let queue: StandInQueue;
  let database: Database;
  beforeEach(async () => {
    aws = await startAwsStandIn();
    queue = aws.queue('uploads');
    database = await openDatabase(await temporaryFolder(), new TestLog());
    aws.stacks.set('App-test', {
      TableName: database.table,
      UploadQueueUrl: queue.url,
    } satisfies Partial<Record<OutputName, string>>);
  });
  afterEach(async () => {
    await aws.close();
    await database.close();
  });

  async function run(...args: string[]) {
    const where = await database.client.config.endpoint?.();
    const environment = { ...awsEnvironment(aws), AWS_ENDPOINT_URL_DYNAMODB: `http://${where?.hostname}:${where?.port}` };
    return Command.run('../ops/resize-again/main.ts', ['--stack', 'App-test', ...args], environment);
  }

  const announced = () => queue.messages.map(({ Body }) => parseAnnouncedUpload(Body));

  it('queues every READY image once, or with --missing those that lack a size', async () => {
    const [whole, lacking] = [readyItem('v1'), readyItem('v2', missing)];
    for (const item of [whole, lacking, { owner: 'QUOTA#alice', id: 'storedImages', count: 3 }]) await put(database, item);
    await put(database, { ...readyItem('v3'), status: 'PENDING' });

    const some = await run('--missing');
    expect(await some.ended).toBe(0);
    const upload = { owner: 'alice', id: lacking.id, version: 'v2', attempt: 1, again: true, at: expect.any(String) };
    expect(announced()).toEqual([upload]);

    const all = await run();
    expect(await all.ended).toBe(0);
    expect(all.stdout).toContain('2 READY images found, 2 queued.');
    expect(
      announced()
        .map((each) => each?.version)
        .sort(),
    ).toEqual(['v1', 'v2', 'v2']);
  });

  it('continues after any item of the table, including a counter', async () => {
    const items = [readyItem('v1'), readyItem('v2'), { owner: 'QUOTA#al/ice', id: 'uploadsPerDay#2026-11-22', count: 3 }];
    for (const item of items) await put(database, item);
    const scan = new DynamoImageScan(database.client, database.table, 1);
    const found: string[] = [];
    for (let page = await scan.page(); ; page = await scan.page(page.next)) {
      found.push(...page.images.map(({ upload }) => `${upload?.version}`));
      if (page.next === undefined) break;
    }
    expect(found.sort()).toEqual(['v1', 'v2']);
  });

  it('waits while the queue is full, so that new uploads do not wait', async () => {
    await put(database, readyItem('v1'));
    for (let count = 0; count < 100; count += 1) queue.send('an upload');
    const command = await run();
    await setTimeout(2500);
    expect(queue.messages).toHaveLength(100);
    queue.messages.splice(0, 1);
    expect(await command.ended).toBe(0);
    expect(queue.messages).toHaveLength(100);
  });

  it.each(['nowhere', 'alice/', 'al%zzice/id', '%FF/id', 'a b/id', 'a/b/c'])(
    'rejects the position %j in one line, and queues nothing',
    async (after) => {
      await put(database, readyItem('v1'));
      const command = await run('--after', after);
      expect(await command.ended).toBe(1);
      expect(command.errors).toBe(`Invalid position "${after}". Use the form OWNER/ID, as printed by the run that stopped.`);
      expect(command.stdout).not.toContain('To continue');
      expect(queue.messages).toEqual([]);
    },
  );

  it('prints where to continue when a service fails', async () => {
    const lines: string[] = [];
    let pages = 0;
    const source = {
      waiting: async () => 0,
      async next() {
        pages += 1;
        if (pages === 3) throw new Error('The service is unavailable.');
        return { found: 1000, queued: 1, next: `alice/${pages}` };
      },
    };
    await expect(resizeAll(source, { missing: true }, (line) => lines.push(line))).rejects.toThrow('The service is unavailable.');
    expect(lines.at(-1)).toBe('Stopped after 2,000 images. To continue, run the same command with --after alice/2');
  });
});

describe('the options', () => {
  it.each([
    [['--local', '--stack'], /^--local and --stack exclude each other\. Use one of them\.\n\nUsage: npm run resize-again/],
    [['--mising'], /^Unknown option --mising\. Did you mean --missing\?/],
    [['photo.jpg'], /photo\.jpg.*\n\nUsage: npm run resize-again/s],
  ])('%j are rejected with the usage', (args, message) => {
    expect(() => resizeAgainOptions(args)).toThrow(message);
  });
});
