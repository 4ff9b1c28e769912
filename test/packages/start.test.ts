// The packages of the cloud assembly, each started alone as Lambda would start it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { endpoints } from '../../lambda/api/endpoints';
import { type FunctionName, functionNames } from '../../lib/functions';
import { photo } from '../images/photo';
import { httpEvent, uploadEvent } from '../runtime/events';
import { type DeployedFunction, FunctionProcess } from '../runtime/function-process';
import {
  arm64NodeAt,
  isLambdas,
  isLambdasPlatform,
  lambdaNode,
  lambdaNodeArm64,
  type NodeRuntime,
  nodeAt,
  ownNode,
} from '../runtime/node-runtimes';
import { describeWith } from '../servers/describe-with';
import { type Cloud, deploy } from './cloud';
import { binariesBelow, copyOf, withBinariesOfThisMachine } from './sharp-binaries';

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

/** Starts a function, gives it one event, and ends it. */
async function answerOf(fn: DeployedFunction, node: NodeRuntime, event: unknown) {
  const started = await FunctionProcess.start(fn, node, cloud.standIns);
  const answer = await started.invoke(event).finally(() => started.stop());
  expect(started.log).not.toMatch(/"level":"(ERROR|WARN)"/);
  return answer as { statusCode?: number; body?: string };
}

/** Has every function do its part for one image. */
async function processAnImage(node: NodeRuntime, resizer: DeployedFunction): Promise<void> {
  const called = new Set<FunctionName>();
  const ask = async (name: Exclude<FunctionName, 'resize-image'>, call = {}) => {
    called.add(name);
    const { statusCode, body = '' } = await answerOf(cloud.functions[name], node, httpEvent(rowOf(name), call));
    return { statusCode, body: JSON.parse(body) };
  };
  // Its key needs encoding: in S3's key, in S3's event and in the SDK's requests.
  const sub = 'idp|Ada Lovelace';

  expect(await ask('health')).toEqual({ statusCode: 200, body: { status: 'ok', version: '0.0.0-test' } });

  const created = await ask('create-image', { sub, body: { contentType: 'image/jpeg', name: 'photo.jpg' } });
  expect(created).toMatchObject({ statusCode: 201, body: { status: 'PENDING' } });
  const { id, upload } = created.body;
  const bucket = resizer.environment.ORIGINALS_BUCKET ?? '';
  expect(upload.url).toContain(`${bucket}.s3.`);

  const { key } = upload.fields;
  await cloud.originals.write(key, await photo({ width: 1000, height: 600, orientation: 6 }), upload.fields['Content-Type']);
  const stored = await cloud.originals.stat(key);
  if (!stored) throw new Error('What was written is not there.');
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
      return [size, rendition.width, rendition.height];
    }),
  );
  expect(sizes).toEqual([
    ['thumbnail', 200, 120],
    ['medium', 800, 480],
    ['full', 1000, 600],
  ]);

  expect((await ask('list-images', { sub })).body.items).toContainEqual(image.body);
  expect([...called].sort()).toEqual([...functionNames].sort());
}

describe(`on Node ${process.versions.node} of this machine`, () => {
  it('every package starts and does its work, the resizer’s with this machine’s binaries of sharp', async () => {
    await processAnImage(ownNode, onThisMachine);
  });
});

if (!isLambdas) {
  describeWith(lambdaNode, 'on Lambda’s Node', (place) => {
    it('every package starts and does its work, the resizer’s with this machine’s binaries of sharp', async () => {
      await processAnImage(nodeAt(place), onThisMachine);
    });
  });
}

/** What a function reports that cannot start. */
async function faultOf(fn: DeployedFunction, node = ownNode): Promise<string> {
  try {
    await (await FunctionProcess.start(fn, node, cloud.standIns)).stop();
  } catch (error) {
    return (error as Error).message;
  }
  return `${fn.name} started.`;
}

/** On machines that are not as Lambda's are. */
const itElsewhere = isLambdasPlatform ? it.skip : it;

const loadsNoSharp = (runtime: string) =>
  new RegExp(`^init error: Error: Could not load the "sharp" module using the ${runtime} runtime`);

describeWith(lambdaNodeArm64, 'on Lambda’s Node and processor', (place) => {
  it('every package, exactly as it is, starts and does its work', async () => {
    await processAnImage(arm64NodeAt(place), cloud.functions['resize-image']);
  });

  itElsewhere('the resizer’s says so when it starts, because its sharp is for this machine', async () => {
    expect(await faultOf(onThisMachine, arm64NodeAt(place))).toMatch(loadsNoSharp('linux-arm64'));
  });
});

describe('a package that cannot work says so when it starts', () => {
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

  itElsewhere('because its sharp is for Lambda, and this machine is not', async () => {
    expect(await faultOf(cloud.functions['resize-image'])).toMatch(loadsNoSharp(thisPlatform));
  });

  it('because it has no handler', async () => {
    const broken = { ...cloud.functions.health, handler: 'index.handle' };

    expect(await faultOf(broken)).toMatch(/^init error: Runtime\.HandlerNotFound: index\.handle is undefined/);
  });

  it.each(functionNames)('%s, because a setting is missing, whichever it is', async (name) => {
    const fn = name === 'resize-image' ? onThisMachine : cloud.functions[name];
    for (const missing of Object.keys(fn.environment)) {
      const { [missing]: _, ...environment } = fn.environment;

      expect(await faultOf({ ...fn, environment })).toMatch(`init error: Error: The environment variable ${missing} is missing.`);
    }
  });
});
