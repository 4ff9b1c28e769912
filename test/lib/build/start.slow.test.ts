// The packages of the cloud assembly, each started separately like in Lambda.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { type EndpointName, endpoints } from '../../../lambda/api/endpoints';
import { parseAnnouncedUpload } from '../../../lambda/core/announced-upload';
import { renditionKey, uploadKey } from '../../../lambda/core/keys';
import { appName } from '../../../lambda/names';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { describeWith } from '../../../lib/testing/describe-with';
import { photo } from '../../../lib/testing/images/photo';
import { httpEvent, scheduledEvent, uploadEvent } from '../../../lib/testing/lambda-runtime/events';
import { type DeployedFunction, FunctionProcess } from '../../../lib/testing/lambda-runtime/function-process';
import {
  arm64NodeAt,
  isLambdas,
  isLambdasPlatform,
  lambdaNode,
  lambdaNodeArm64,
  type NodeRuntime,
  nodeAt,
  ownNode,
} from '../../../lib/testing/lambda-runtime/node-runtimes';
import { type Cloud, deploy } from '../../../lib/testing/packages/cloud';
import { binariesBelow, copyOf, withBinariesOfThisMachine } from '../../../lib/testing/packages/sharp-binaries';
import { largestSize, sidesOf } from '../../../lib/testing/sizes';
import { at, faulted, pending, upload } from '../../contracts/image-repository';

jest.setTimeout(120_000);

let cloud: Cloud;
let onThisMachine: DeployedFunction;
beforeAll(async () => {
  cloud = await deploy();
  const packaged = cloud.functions['resize-image'];
  onThisMachine = isLambdasPlatform ? packaged : await withBinariesOfThisMachine(packaged);
});
afterAll(() => cloud?.close());

const thisPlatform = `${process.platform}-${process.arch}`;

const rowOf = (name: string) => endpoints.find((row) => row.name === name) as (typeof endpoints)[number];

/** Starts a function, sends it one event, and ends it. */
async function answerOf(fn: DeployedFunction, node: NodeRuntime, event: unknown) {
  const started = await FunctionProcess.start(fn, node, cloud.standIns);
  const answer = await started.invoke(event).finally(() => started.stop());
  expect(started.log).not.toMatch(/"level":"(ERROR|WARN)"/);
  // Logs contain no owner.
  expect(started.log).not.toMatch(/Lovelace/);
  return answer as { statusCode?: number; body?: string };
}

/** Runs every function once for one image. */
async function processAnImage(node: NodeRuntime, resizer: DeployedFunction): Promise<void> {
  const called = new Set<FunctionName>();
  const ask = async (name: EndpointName, call = {}) => {
    called.add(name);
    const { statusCode, body = '' } = await answerOf(cloud.functions[name], node, httpEvent(rowOf(name), call));
    return { statusCode, body: body && JSON.parse(body) };
  };
  // Its key needs encoding: in S3's key, in S3's event and in the SDK's requests.
  const sub = 'idp|Ada Lovelace';

  expect(await ask('health')).toEqual({ statusCode: 200, body: { status: 'ok', version: '0.0.0-test' } });

  const created = await ask('create-image', { sub, body: { contentType: 'image/jpeg', name: 'photo.jpg' } });
  expect(created).toMatchObject({ statusCode: 201, body: { status: 'PENDING' } });
  const { id, upload: form } = created.body;
  const bucket = resizer.environment.ORIGINALS_BUCKET ?? '';
  expect(form.url).toContain(`${bucket}.s3.`);

  const { key } = form.fields;
  await cloud.originals.write(key, await photo({ width: 1000, height: 600, orientation: 6 }), form.fields['Content-Type']);
  const stored = await cloud.originals.stat(key);
  if (!stored) throw new Error('The written object does not exist.');
  called.add('resize-image');
  expect(await answerOf(resizer, node, uploadEvent({ bucket, ...stored }))).toEqual({ batchItemFailures: [] });

  const image = await ask('get-image', { sub, id });
  expect(image).toMatchObject({
    statusCode: 200,
    body: { id, status: 'READY', original: { width: 1000, height: 600 }, processing: { coldStart: true, memoryMb: 1769 } },
  });
  const sizes = await Promise.all(
    Object.entries<{ url: string; format: string; width: number }>(image.body.sizes).map(async ([size, { url, format, width }]) => {
      const path = decodeURIComponent(new URL(url).pathname.slice(1));
      const rendition = await sharp(await cloud.renditions.read(path)).metadata();
      expect(rendition).toMatchObject({ format, width });
      return [size, { width: rendition.width, height: rendition.height }];
    }),
  );
  expect(Object.fromEntries(sizes)).toEqual(sidesOf(1000, 600));

  expect((await ask('list-images', { sub })).body.items).toContainEqual(image.body);
  expect(await ask('delete-image', { sub, id })).toEqual({ statusCode: 204, body: '' });
  expect(await cloud.images.find(sub, id)).toBeUndefined();
  const faulty = await failByAFault(sub);
  expect(await ask('retry-image', { sub, id: faulty.id })).toMatchObject({ statusCode: 202, body: { status: 'PENDING' } });
  expect(parseAnnouncedUpload(cloud.sent.at(-1)?.body ?? '')).toMatchObject({ ...faulty, attempt: 2 });
  called.add('image-changed');
  await followARemoval(node);
  called.add('sweep-uploads'); // part: sweep
  await sweepAnUpload(node); // part: sweep
  for (const name of functionNames.filter((candidate) => !called.has(candidate))) await startAny(name, node, sub);
}

/** Has a function that is not part of this story start, and answer a request that asks for nothing. */
async function startAny(name: FunctionName, node: NodeRuntime, sub: string): Promise<void> {
  const row = endpoints.find((candidate) => candidate.name === name);
  const fn = cloud.functions[name];
  if (!row) return (await FunctionProcess.start(fn, node, cloud.standIns)).stop();
  const { statusCode } = await answerOf(fn, node, httpEvent(row, { sub, id: uuidv7() }));
  expect(statusCode).toBeLessThan(500);
}

/** A record whose upload failed because of an internal error. */
async function failByAFault(owner: string) {
  const image = pending(owner);
  await cloud.images.add(image);
  await cloud.images.settle(image, upload('1'), faulted, at);
  return { owner, id: image.id, ...upload('1') };
}

/** Lets image-changed remove the files of a removed record. */
async function followARemoval(node: NodeRuntime): Promise<void> {
  const key = { owner: 'idp|Ada Lovelace', id: uuidv7() };
  const createdAt = '2026-11-22T12:00:00.000Z';
  await cloud.images.add({ ...key, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });
  const original = uploadKey(key.owner, key.id);
  const rendition = renditionKey({ ...key, version: 'v-1', size: largestSize });
  for (const version of ['first', 'second']) await cloud.originals.write(original, Buffer.from(version), 'image/jpeg');
  await cloud.renditions.write(rendition, Buffer.from('a rendition'), 'image/webp');
  await cloud.images.remove(key);
  const Records = cloud.changes.splice(0).slice(-1);

  expect(await answerOf(cloud.functions['image-changed'], node, { Records })).toEqual({ batchItemFailures: [] });

  expect([await cloud.originals.versions(original), await cloud.renditions.versions(rendition)]).toEqual([[], []]);
  const { EventBusName, Source, DetailType, Detail = '' } = cloud.published.at(-1) ?? {};
  expect({ EventBusName, Source, DetailType }).toEqual({
    EventBusName: cloud.functions['image-changed'].environment.EVENT_BUS,
    Source: appName,
    DetailType: 'ImageDeleted',
  });
  expect(JSON.parse(Detail)).toMatchObject({ ...key, eventId: Records[0]?.eventID, cause: 'REQUEST' });
}

// part: sweep
/** Lets the sweep find an old upload whose event was lost. */
async function sweepAnUpload(node: NodeRuntime): Promise<void> {
  const key = { owner: 'idp|Ada Lovelace', id: uuidv7() };
  const createdAt = '2026-11-22T12:00:00.000Z';
  await cloud.images.add({ ...key, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });
  await cloud.originals.write(uploadKey(key.owner, key.id), Buffer.from('a photo'), 'image/jpeg');
  const stored = await cloud.originals.stat(uploadKey(key.owner, key.id));

  const counts = await answerOf(cloud.functions['sweep-uploads'], node, scheduledEvent());

  expect(counts).toMatchObject({ requeued: 1, abandoned: 0, faults: 0 });
  const { queueUrl, body = '' } = cloud.sent.at(-1) ?? {};
  expect(queueUrl).toMatch(/\/StorageUploadsQueue/);
  expect(parseAnnouncedUpload(body)).toMatchObject({ ...key, version: stored?.version, attempt: 1 });
}

describe(`on Node.js ${process.versions.node} of this machine`, () => {
  it('every package starts and works, the resizer’s with this machine’s binaries of sharp', async () => {
    await processAnImage(ownNode, onThisMachine);
  });
});

if (!isLambdas) {
  describeWith(lambdaNode, 'on Lambda’s Node.js', (place) => {
    it('every package starts and works, the resizer’s with this machine’s binaries of sharp', async () => {
      await processAnImage(nodeAt(place), onThisMachine);
    });
  });
}

/** The initialization error that a function reports. */
async function faultOf(fn: DeployedFunction, node = ownNode): Promise<string> {
  try {
    await (await FunctionProcess.start(fn, node, cloud.standIns)).stop();
  } catch (error) {
    return (error as Error).message;
  }
  return `${fn.name} started.`;
}

/** Of all variables, only those that the C library reads itself remain. */
const isRead = (key: string) => key !== 'MALLOC_ARENA_MAX';

/** On machines that differ from Lambda's. */
const itElsewhere = isLambdasPlatform ? it.skip : it;

const loadsNoSharp = (runtime: string) =>
  new RegExp(`^init error: Error: Could not load the "sharp" module using the ${runtime} runtime`);

describeWith(lambdaNodeArm64, 'on Lambda’s Node.js and processor', (place) => {
  it('every package starts and works without changes', async () => {
    await processAnImage(arm64NodeAt(place), cloud.functions['resize-image']);
  });

  itElsewhere('the resizer’s reports an error when it starts, because its sharp is for this machine', async () => {
    expect(await faultOf(onThisMachine, arm64NodeAt(place))).toMatch(loadsNoSharp('linux-arm64'));
  });
});

describe('a package that cannot work reports an initialization error', () => {
  it('because it lacks sharp', async () => {
    const broken = await copyOf(cloud.functions['resize-image']);
    await rm(join(broken.folder, 'node_modules/sharp'), { recursive: true });

    expect(await faultOf(broken)).toMatch(/^init error: Runtime\.ImportModuleError: Error: Cannot find module 'sharp'/);
  });

  it('because it lacks sharp’s binary', async () => {
    const broken = await copyOf(onThisMachine);
    for (const binary of await binariesBelow(broken.folder)) await rm(binary, { recursive: true });

    expect(await faultOf(broken)).toMatch(loadsNoSharp(thisPlatform));
  });

  itElsewhere('because its sharp is for Lambda instead of this machine', async () => {
    expect(await faultOf(cloud.functions['resize-image'])).toMatch(loadsNoSharp(thisPlatform));
  });

  it('because it has no handler', async () => {
    const broken = { ...cloud.functions.health, handler: 'index.handle' };

    expect(await faultOf(broken)).toMatch(/^init error: Runtime\.HandlerNotFound: index\.handle is undefined/);
  });

  it('because an environment variable is missing: every variable, and every function at least once', async () => {
    const tried = new Set<string>();
    for (const name of functionNames) {
      const fn = name === 'resize-image' ? onThisMachine : cloud.functions[name];
      const settings = Object.keys(fn.environment).filter(isRead);
      const untried = settings.filter((key) => !tried.has(key));
      for (const missing of untried.length > 0 ? untried : settings.slice(-1)) {
        const { [missing]: _, ...environment } = fn.environment;
        const message = expect.stringContaining(`init error: Error: The environment variable ${missing} is not set.`);

        expect({ name, message: await faultOf({ ...fn, environment }) }).toEqual({ name, message });
        tried.add(missing);
      }
    }
  });
});
