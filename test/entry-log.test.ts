// The output of the deployed functions: log lines and metrics.

import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import createImage from '../lambda/api/create-image';
import type { Endpoint } from '../lambda/api/endpoint';
import { type EndpointName, endpoints } from '../lambda/api/endpoints';
import getImage from '../lambda/api/get-image';
import health from '../lambda/api/health';
import { uploadKey } from '../lambda/core/keys';
import { defaultImageSettings } from '../lambda/core/settings';
import resizeImage from '../lambda/events/resize-image';
import sweepUploads from '../lambda/events/sweep-uploads';
import { appName } from '../lambda/names';
import { photo } from '../lib/testing/images/photo';
import { type Call, httpEvent } from '../lib/testing/lambda-runtime/events';
import { withOne } from './support/resizing';
import { openTestServices, type TestServices } from './support/services';
import { createRecord, sqsEvent, storeOriginal, uploadEvent } from './support/upload';

Object.assign(process.env, {
  IMAGE_SETTINGS: JSON.stringify(defaultImageSettings),
  SERVICE_VERSION: '9.9.9',
  SERVICE_NAME: 'App-test',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
});
const context = { awsRequestId: 'request-1', functionName: 'f', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };

/** An owner whose key, URL-encoded key and name differ. */
const owner = 'idp|Ada Lovelace';
const hash = createHash('sha256').update(owner).digest('hex').slice(0, 16);

let services: TestServices;
let entry: typeof import('../lambda/entry');
beforeAll(async () => {
  services = await openTestServices();
  entry = await import('../lambda/entry');
});
afterAll(() => services.close());

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  // Returns the fields of a line that are not under test.
  expect(written.join('')).not.toMatch(/Ada|Lovelace|idp|X-Amz|[Ss]ignature=/);
});

interface Line {
  readonly [key: string]: unknown;
  readonly error?: { readonly message: string };
}

const lines = (): Line[] => written.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line));
const logged = () => lines().filter((line) => !('_aws' in line));
const metrics = () => lines().filter((line) => '_aws' in line);

function requesting(name: EndpointName, endpoint: Endpoint, own = services.own as Parameters<typeof entry.httpHandler>[2]) {
  const handler = entry.httpHandler(name, endpoint, own);
  const row = endpoints.find((candidate) => candidate.name === name) as (typeof endpoints)[number];
  return (call: Call = {}) => handler(httpEvent(row, call) as unknown as APIGatewayProxyEventV2, context as unknown as Context);
}

/** The resizer with the local services that its row permits, and the deployed metrics. */
function resizing(exchanged: object = {}) {
  const handler = entry.eventHandler('resize-image', resizeImage, { ...services.own, metrics: entry.metrics(), ...exchanged });
  return (event: Parameters<typeof handler>[0]) => handler(event, context as unknown as Context);
}

async function uploaded(bytes: Uint8Array) {
  const id = await createRecord(services, owner);
  return { id, event: uploadEvent(await storeOriginal(services, { owner, id }, bytes)) };
}

describe('a request', () => {
  it('is one line with the call, the owner’s hash, the image, the status and the duration', async () => {
    const request = requesting('create-image', createImage);
    const answer = await request({ sub: owner, body: { contentType: 'image/png' } });

    expect(logged()).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'request answered',
        service: 'create-image',
        function_request_id: 'request-1',
        correlation_id: 'Bq1ZTjxrFiAEJ4w=',
        cold_start: true,
        ownerHash: hash,
        imageId: JSON.parse(answer.body).id,
        method: 'POST',
        route: 'create-image',
        status: 201,
        ms: expect.any(Number),
      }),
    ]);
  });

  it('is a cold start once', async () => {
    const request = requesting('health', health, {});
    await request();
    await request();

    expect(logged().map(({ cold_start, status }) => [cold_start, status])).toEqual([
      [true, 200],
      [false, 200],
    ]);
  });

  it('logs the requested image’s id, and no invalid id', async () => {
    const id = await createRecord(services, owner);
    const request = requesting('get-image', getImage);
    await request({ sub: owner, id });
    await request({ sub: owner, id: encodeURIComponent(owner) });

    expect(logged().map(({ imageId, status }) => [imageId, status])).toEqual([
      [id, 200],
      [undefined, 400],
    ]);
  });

  it('that fails is logged with the error, with hashes instead of owners in its message', async () => {
    const id = await createRecord(services, owner);
    const key = uploadKey(owner, id);
    const find = () => Promise.reject(new Error(`Denied: arn:aws:s3:::b/${key}, and ${encodeURIComponent(key)}`));
    await requesting('get-image', getImage, withOne(services, 'images', 'find', find))({ sub: owner, id });

    expect(logged().map(({ level }) => level)).toEqual(['ERROR', 'INFO']);
    expect(logged()[0]).toMatchObject({
      function_request_id: 'request-1',
      ownerHash: hash,
      imageId: id,
      error: {
        message: expect.stringMatching(
          new RegExp(`^Denied: arn:aws:s3:::b/uploads/${hash}/${id}, and uploads%2F[\\da-f]{16}%2F${id}$`),
        ),
      },
    });
  });
});

describe('an upload', () => {
  it('that is READY is logged with its metrics', async () => {
    const jpeg = await photo({ width: 300, height: 200 });
    const { id, event } = await uploaded(jpeg);
    await resizing()(event);

    expect(logged()).toEqual([
      expect.objectContaining({
        message: 'upload processed',
        function_request_id: 'request-1',
        cold_start: true,
        ownerHash: hash,
        imageId: id,
        result: 'READY',
      }),
    ]);
    const image = await services.own.images.find(owner, id);
    if (image?.status !== 'READY') throw new Error('The image is not READY.');
    const bytesOut = Object.values(image.sizes).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(metrics()).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: appName,
              Dimensions: [['service']],
              Metrics: [
                { Name: 'ImagesReady', Unit: 'Count' },
                { Name: 'BytesIn', Unit: 'Bytes' },
                { Name: 'BytesOut', Unit: 'Bytes' },
                { Name: 'UploadToReadyMs', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        service: 'App-test',
        ImagesReady: 1,
        BytesIn: jpeg.byteLength,
        BytesOut: bytesOut,
        UploadToReadyMs: image.processing.queuedMs + image.processing.ms,
      },
    ]);
  });

  it('that FAILED is counted in total and by reason', async () => {
    await resizing()((await uploaded(Buffer.from([0, 1, 2, 3, 255, 254]))).event);

    const counted = metrics().map(({ _aws, ...values }) => {
      const [{ Dimensions, Metrics }] = (_aws as { CloudWatchMetrics: [{ Dimensions: string[][]; Metrics: object[] }] })
        .CloudWatchMetrics;
      return { dimensions: Dimensions.flat().sort(), metrics: Metrics, values };
    });
    const asCount = [{ Name: 'ImagesFailed', Unit: 'Count' }];
    expect(counted).toEqual(
      expect.arrayContaining([
        { dimensions: ['service'], metrics: asCount, values: { service: 'App-test', ImagesFailed: 1 } },
        {
          dimensions: ['reason', 'service'],
          metrics: asCount,
          values: { service: 'App-test', reason: 'UNRECOGNIZED_FORMAT', ImagesFailed: 1 },
        },
      ]),
    );
    expect(counted).toHaveLength(2);
  });

  it('that is delivered again is counted once', async () => {
    const { event } = await uploaded(await photo({ width: 30, height: 20 }));
    const handler = resizing();
    await handler(event);
    await handler(event);

    expect(logged().map(({ result }) => result)).toEqual(['READY', 'DONE']);
    expect(metrics()).toHaveLength(1);
  });

  it('that causes an error is logged with the image, and Lambda receives a generic error', async () => {
    const { id, event } = await uploaded(await photo({ width: 30, height: 20 }));
    const write = (key: string) => Promise.reject(new Error(`No room for ${key}`));
    const handler = resizing(withOne(services, 'renditions', 'write', write));

    await expect(handler(event)).rejects.toThrow(
      /^resize-image failed\. The log entry with the same request id has the details\.$/,
    );
    expect(logged().map(({ level, message, imageId, ownerHash }) => [level, message, imageId, ownerHash])).toEqual([
      ['ERROR', 'an upload could not be processed', id, hash],
      ['ERROR', 'resize-image failed', undefined, undefined],
    ]);
    expect(logged()[0]?.error?.message).toMatch(new RegExp(`^No room for renditions/${hash}/${id}/`));
    expect(metrics()).toEqual([]);
  });

  it('under an unknown key is logged as a warning, without the owner', async () => {
    const key = `uploads/${encodeURIComponent(owner)}/a/b`;
    const bodies = [JSON.stringify({ Records: [s3Record(key)] })];
    await resizing()(sqsEvent(bodies));

    expect(logged()).toEqual([expect.objectContaining({ level: 'WARN', key: `uploads/${hash}/a/b` })]);
  });
});

// part: sweep
describe('the sweep', () => {
  it('logs what it could not do, without the owner', async () => {
    const key = uploadKey(owner, '01a2044d-859e-7131-b380-dc81b2856f42');
    const originals = {
      stat: async () => undefined,
      list: async () => ({ objects: [{ key, writtenAt: new Date(0) }], more: false }),
      removeAll: (prefix: string) => Promise.reject(new Error(`S3 did not remove ${prefix} (AccessDenied).`)),
    };
    const own = { ...services.own, metrics: entry.metrics(), originals } as unknown as Parameters<typeof entry.eventHandler>[2];
    const handler = entry.eventHandler('sweep-uploads', sweepUploads, own);

    await expect(handler({}, context as unknown as Context)).rejects.toThrow(/^sweep-uploads failed\./);
    const masked = `uploads/${hash}/01a2044d-859e-7131-b380-dc81b2856f42`;
    expect(logged().at(-1)?.error?.message).toContain(`${masked}: S3 did not remove ${masked} (AccessDenied).`);
  });
});

/** The fields of an S3 object event that are read. */
function s3Record(key: string) {
  return {
    eventName: 'ObjectCreated:Post',
    eventTime: '2026-11-22T12:00:00.000Z',
    s3: { object: { key, size: 1, versionId: 'v-1', sequencer: '01' } },
  };
}
