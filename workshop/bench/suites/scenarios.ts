import { isDeepStrictEqual } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { type EndpointName, type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import type { Outcome } from '../../../lambda/core/image';
import { uploadKey } from '../../../lambda/core/keys';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { photo } from '../../../lib/testing/images/photo';
import { type Call, httpEvent, scheduledEvent, uploadEvent } from '../../../lib/testing/lambda-runtime/events';
import type { Cloud } from '../../../lib/testing/packages/cloud';
import { at, faulted, pending, ready, upload } from '../../../test/contracts/image-repository';

/** A call of a function, which is repeated. */
export interface Scenario {
  /** Prepares what the next call needs. @returns its event */
  event(): Promise<unknown>;
  /** Whether the answer is correct. */
  isRight(answer: unknown): boolean | Promise<boolean>;
}

/** Number of images in the list. */
const listed = 20;

/** Typical work of each function, so that a first call loads everything that it needs. */
export async function scenariosOn(cloud: Cloud): Promise<Record<FunctionName, Scenario>> {
  const owner = 'bench';
  const { images, changes } = cloud;
  const add = (of = owner) => addTo(cloud, of);
  const settled = async (outcome: Outcome, of = owner) => {
    const image = await add(of);
    await images.settle(image, upload('1'), outcome, at);
    return image;
  };
  const first = await settled(ready);
  for (let count = 1; count < listed; count++) await settled(ready);

  const endpoint = (name: EndpointName, call: () => Promise<Call>, isRight: (body: Body) => boolean, status = 200): Scenario => ({
    event: async () => httpEvent(rowOf(name), await call()),
    isRight: (answer) => {
      const { statusCode, body } = answer as { statusCode?: number; body?: string };
      return statusCode === status && isRight(body ? JSON.parse(body) : {});
    },
  });

  const own: Partial<Record<FunctionName, Scenario>> = {
    health: endpoint(
      'health',
      async () => ({}),
      ({ status }) => status === 'ok',
    ),
    'create-image': endpoint(
      'create-image',
      // Each call has a different owner, so that no quota is reached.
      async () => ({ sub: uuidv7(), body: { contentType: 'image/jpeg', name: 'photo.jpg' } }),
      ({ upload: form }) => form?.fields['x-amz-signature'] !== undefined || form?.fields['X-Amz-Signature'] !== undefined,
      201,
    ),
    'get-image': endpoint(
      'get-image',
      async () => ({ sub: owner, id: first.id }),
      ({ status, sizes = {} }) => status === 'READY' && Object.values(sizes).filter(isSigned).length === 3,
    ),
    'list-images': endpoint(
      'list-images',
      async () => ({ sub: owner }),
      ({ items = [] }) => items.length === listed && items.every(({ sizes = {} }) => Object.values(sizes).every(isSigned)),
    ),
    'delete-image': endpoint(
      'delete-image',
      async () => ({ sub: 'leaving', id: (await add('leaving')).id }),
      () => true,
      204,
    ),
    'retry-image': endpoint(
      'retry-image',
      async () => ({ sub: 'retrying', id: (await settled(faulted, 'retrying')).id }),
      ({ status }) => status === 'PENDING',
      202,
    ),
    'resize-image': resizing(cloud, await photo({ width: 640, height: 480 })),
    'image-changed': {
      async event() {
        const image = await add('changing');
        await images.remove(image);
        return { Records: changes.splice(0).slice(-1) };
      },
      isRight: (answer) => isDeepStrictEqual(answer, done),
    },
    'sweep-uploads': {
      event: async () => scheduledEvent(),
      isRight: (answer) => (answer as { faults?: number }).faults === 0,
    },
  };
  const scenarioOf = (name: FunctionName) => own[name] ?? defaultScenario(name, { sub: owner, id: first.id });
  return Object.fromEntries(functionNames.map((name) => [name, scenarioOf(name)])) as Record<FunctionName, Scenario>;
}

const done = { batchItemFailures: [] };

/** Uploads of a file. Answers are checked in the order of the events. */
export function resizing(cloud: Cloud, file: Buffer): Scenario {
  const bucket = cloud.functions['resize-image'].environment.ORIGINALS_BUCKET ?? '';
  const ids: string[] = [];
  return {
    async event() {
      const { id } = await addTo(cloud, 'uploading');
      ids.push(id);
      const key = uploadKey('uploading', id);
      await cloud.originals.write(key, file, 'image/jpeg');
      const stored = await cloud.originals.stat(key);
      if (!stored) throw new Error(`The object ${key} does not exist.`);
      return uploadEvent({ bucket, ...stored });
    },
    async isRight(answer) {
      const image = await cloud.images.find('uploading', ids.shift() ?? '');
      return isDeepStrictEqual(answer, done) && image?.status === 'READY';
    },
  };
}

async function addTo({ images }: Cloud, owner: string) {
  // The current time: the sweep would recover an older upload.
  const createdAt = new Date().toISOString();
  const image = { ...pending(owner), createdAt, updatedAt: createdAt };
  await images.add(image);
  return image;
}

/** For an endpoint without a scenario: a request without a query or a body. Any answer except 5xx is correct. */
function defaultScenario(name: FunctionName, call: Call): Scenario {
  const row = endpoints.find((candidate) => candidate.name === name);
  return {
    async event() {
      if (row) return httpEvent(row, call);
      throw new Error(`Add ${name} to scenariosOn in workshop/bench/suites/scenarios.ts, with an event that it handles.`);
    },
    isRight: (answer) => Number((answer as { statusCode?: number }).statusCode) < 500,
  };
}

interface Body {
  readonly status?: string;
  readonly upload?: { readonly fields: Readonly<Record<string, string>> };
  readonly sizes?: Readonly<Record<string, { readonly url: string }>>;
  readonly items?: readonly Body[];
}

const isSigned = ({ url }: { readonly url: string }) => url.includes('X-Amz-Signature=');

const rowOf = (name: EndpointName) => endpoints.find((row) => row.name === name) as EndpointRow;
