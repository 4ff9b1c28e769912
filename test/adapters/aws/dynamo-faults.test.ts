// The records, on a DynamoDB that fails. What stands behind the failing server is dynalite.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoLimits } from '../../../lambda/adapters/aws/client-config';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import type { ImageRepository } from '../../../lambda/core/ports';
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
/** Through the server that fails. */
let images: ImageRepository;
/** Past it. */
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

describe('a new record', () => {
  it.each([
    ['DynamoDB throttles twice', [throttledDynamo, throttledDynamo]],
    ['DynamoDB answers 500 twice', [internalError, internalError]],
    ['the connection drops twice before DynamoDB hears of it', [dropBefore, dropBefore]],
    ['the answer is lost twice after it was stored', [dropAfter, dropAfter]],
    ['the answer breaks off', [cutAt(1)]],
    ['the answer breaks off after its head', [cutAt(0)]],
    ['the head of the answer does not end', [slowHead]],
    ['one fault follows another', [internalError, dropAfter]],
  ])('is stored once although %s', async (_fault, faults) => {
    const image = newImage();
    server.next(...faults);
    await images.add(image);
    expect(await recordsOf(image.owner)).toEqual([image]);
    expect(server.requests).toHaveLength(faults.length + 1);
  });

  it('that DynamoDB stores late, after the try that was made in its place, undoes nothing', async () => {
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
    ['drops connections', dropBefore, expect.any(String)],
  ])('is given up when DynamoDB %s for good, after as many tries as were set', async (_fault, fault, name) => {
    const image = newImage();
    server.always(fault);
    await expect(images.add(image)).rejects.toMatchObject({ name });
    expect(server.requests).toHaveLength(dynamoLimits.maxAttempts);
    expect(await recordsOf(image.owner)).toEqual([]);
  });

  it('is not tried again when DynamoDB finds fault with the request', async () => {
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    server.always(answer(400, '{"__type":"com.amazon.coral.validate#ValidationException","message":"no"}', type));
    await expect(images.add(newImage())).rejects.toMatchObject({ name: 'ValidationException' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an outcome', () => {
  it('whose answer was lost stands once; the caller hears that it stands already', async () => {
    const image = newImage();
    await direct.add(image);
    server.next(dropAfter);
    // processUpload then reads the record, finds its own upload READY, and leaves the renditions alone.
    expect(await images.settle(image, upload('1'), ready, at)).toBe(false);
    expect(await recordsOf(image.owner)).toEqual([expect.objectContaining({ ...ready, upload: upload('1') })]);
  });

  it('is written although DynamoDB throttles, answers 500 or hangs up', async () => {
    for (const fault of [throttledDynamo, internalError, dropBefore]) {
      const image = newImage();
      await direct.add(image);
      server.next(fault);
      expect(await images.settle(image, upload('1'), ready, at)).toBe(true);
    }
  });
});

describe('a list', () => {
  it('is whole although its answer broke off in the middle', async () => {
    const image = newImage();
    await direct.add(image);
    server.next(cutAt(10), cutAt(100));
    expect(await images.list(image.owner, { limit: 10 })).toEqual({ images: [image], more: false });
  });
});

describe('tries', () => {
  it('are spread out at random after throttling, so that those who were refused together do not return together', async () => {
    const all = Array.from({ length: 10 }, newImage);
    server.next(...all.map(() => throttledDynamo));
    await Promise.all(all.map((image) => images.add(image)));
    const returns = server.requests.slice(all.length).map((request) => request.at);
    // Ten moments drawn from a second: that all fall into a tenth of it happens once in a hundred million runs.
    expect(Math.max(...returns) - Math.min(...returns)).toBeGreaterThan(100);
  });
});
