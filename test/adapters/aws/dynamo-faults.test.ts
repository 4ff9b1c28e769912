// The image repository on a failing DynamoDB. Behind the faulty server is dynalite.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoLimits } from '../../../lambda/adapters/aws/client-config';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoUsageCounters } from '../../../lambda/adapters/aws/dynamo-usage-counters'; // part: quotas
import type {
  Counter, // part: quotas
  ImageRepository,
} from '../../../lambda/core/ports';
import { dynamoAt } from '../../../lib/testing/stand-ins/clients';
import {
  answer,
  appliedAfter,
  cutAt,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  slowHead,
  startFaultyServer,
  throttledDynamo,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type Database, openDatabase } from '../../../local/dynamodb/database';
import { at, pending, ready, upload } from '../../contracts/image-repository';

let folder: string;
let database: Database;
let server: FaultyServer;
/** Through the faulty server. */
let images: ImageRepository;
/** Directly. */
let direct: ImageRepository;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  database = await openDatabase(folder);
  const { hostname, port } = (await database.client.config.endpoint?.()) ?? { hostname: '', port: 0 };
  server = await startFaultyServer(`http://${hostname}:${port}`);
  images = new DynamoImageRepository(dynamoAt(server.endpoint), database.table);
  direct = new DynamoImageRepository(database.client, database.table);
});
beforeEach(() => server.reset());
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

let owners = 0;
const newImage = () => pending(`owner ${++owners}`);
const recordsOf = async (owner: string) => (await direct.list(owner, { limit: 10 })).images;

// part: quotas
describe('a counter', () => {
  it.each([
    ['the response is lost after the write', [dropAfter]],
    ['it is lost twice', [dropAfter, dropAfter]],
    ['DynamoDB responds with 500 first', [internalError]],
  ])('is decremented once although %s', async (_fault, faults) => {
    const counter: Counter = { owner: `counted-${++owners}`, name: 'storedImages' };
    const counters = new DynamoUsageCounters(dynamoAt(server.endpoint), database.table);
    for (let count = 0; count < 5; count += 1) await counters.add(counter, 10, at);
    server.reset();
    server.next(...faults);
    await counters.subtract(counter, at);
    expect(server.requests).toHaveLength(faults.length + 1);
    expect(await counters.read(counter)).toBe(4);
    await counters.subtract(counter, at);
    expect(await counters.read(counter)).toBe(3);
  });
});

describe('a new record', () => {
  it.each([
    ['DynamoDB throttles twice', [throttledDynamo, throttledDynamo]],
    ['DynamoDB responds with 500 twice', [internalError, internalError]],
    ['the connection breaks twice before the request arrives', [dropBefore, dropBefore]],
    ['the response is lost twice after the write', [dropAfter, dropAfter]],
    ['the response breaks off', [cutAt(1)]],
    ['the response breaks off after its headers', [cutAt(0)]],
    ['the headers of the response are incomplete', [slowHead]],
    ['two different faults occur in sequence', [internalError, dropAfter]],
  ])('is stored once although %s', async (_fault, faults) => {
    const image = newImage();
    server.next(...faults);
    await images.add(image);
    expect(await recordsOf(image.owner)).toEqual([image]);
    expect(server.requests).toHaveLength(faults.length + 1);
  });

  it('that DynamoDB stores late, after the retry, does not undo a later change', async () => {
    const image = newImage();
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stored = new Promise<void>((done) => server.next(appliedAfter(late, done)));
    await images.add(image);
    expect(await images.settle(image, upload('1'), ready, at)).toBe(true);

    release();
    await stored;

    expect(await recordsOf(image.owner)).toEqual([expect.objectContaining({ status: 'READY', upload: upload('1') })]);
  });

  it.each([
    ['throttles', throttledDynamo, 'ProvisionedThroughputExceededException'],
    ['answers 500', internalError, expect.any(String)],
    ['breaks connections', dropBefore, expect.any(String)],
  ])('fails after the maximum number of attempts when DynamoDB %s permanently', async (_fault, fault, name) => {
    const image = newImage();
    server.always(fault);
    await expect(images.add(image)).rejects.toMatchObject({ name });
    expect(server.requests).toHaveLength(dynamoLimits.maxAttempts);
    expect(await recordsOf(image.owner)).toEqual([]);
  });

  it('is not retried when DynamoDB rejects the request', async () => {
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    server.always(answer(400, '{"__type":"com.amazon.coral.validate#ValidationException","message":"no"}', type));
    await expect(images.add(newImage())).rejects.toMatchObject({ name: 'ValidationException' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an outcome', () => {
  it('whose response was lost is stored once; the caller learns that it already exists', async () => {
    const image = newImage();
    await direct.add(image);
    server.next(dropAfter);
    // processUpload then reads the record, finds its own upload READY, and keeps the renditions.
    expect(await images.settle(image, upload('1'), ready, at)).toBe(false);
    expect(await recordsOf(image.owner)).toEqual([expect.objectContaining({ ...ready, upload: upload('1') })]);
  });

  it('is written although DynamoDB throttles, responds with 500 or breaks the connection', async () => {
    for (const fault of [throttledDynamo, internalError, dropBefore]) {
      const image = newImage();
      await direct.add(image);
      server.next(fault);
      expect(await images.settle(image, upload('1'), ready, at)).toBe(true);
    }
  });
});

describe('a list', () => {
  it('is complete although its response broke off', async () => {
    const image = newImage();
    await direct.add(image);
    server.next(cutAt(10), cutAt(100));
    expect(await images.list(image.owner, { limit: 10 })).toEqual({ images: [image], more: false });
  });
});

describe('retries', () => {
  it('are delayed at random after throttling, so that throttled clients do not retry together', async () => {
    const all = Array.from({ length: 10 }, newImage);
    server.next(...all.map(() => throttledDynamo));
    await Promise.all(all.map((image) => images.add(image)));
    const returns = server.requests.slice(all.length).map((request) => request.at);
    // Ten random times within a second: the probability that all of them are within a tenth of a second is one in a hundred
    // million.
    expect(Math.max(...returns) - Math.min(...returns)).toBeGreaterThan(100);
  });
});
