// The handlers as Lambda calls them, with the services of the local run: a test of the composition.

import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import createImage from '../lambda/api/create-image';
import getImage from '../lambda/api/get-image';
import health from '../lambda/api/health';
import listImages from '../lambda/api/list-images';
import { defaultImageSettings } from '../lambda/core/settings';
import resizeImage from '../lambda/events/resize-image';
import { shortName } from '../lambda/names';
import { photo } from '../lib/testing/images/photo';
import { openTestServices, type TestServices } from './support/services';
import { createRecord, storeOriginal, uploadEvent } from './support/upload';

const settings = {
  IMAGE_SETTINGS: JSON.stringify({ ...defaultImageSettings, maxBytes: 1000, maxPixels: 1 }),
  SERVICE_VERSION: '9.9.9',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
};
const context = {
  awsRequestId: 'r',
  functionName: 'f',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn',
} as unknown as Context;

let services: TestServices;
let entry: typeof import('../lambda/entry');
beforeAll(async () => {
  Object.assign(process.env, settings);
  services = await openTestServices();
  entry = await import('../lambda/entry');
});
afterAll(() => services.close());

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** An event of API Gateway's HTTP API, payload version 2.0. */
function httpEvent(method: string, path: string, { sub, body }: { sub?: string; body?: unknown } = {}): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'abc.execute-api.eu-central-1.amazonaws.com', 'content-type': 'application/json' },
    requestContext: {
      accountId: '111122223333',
      apiId: 'abc',
      authorizer: sub === undefined ? undefined : { jwt: { claims: { sub }, scopes: null } },
      domainName: 'abc.execute-api.eu-central-1.amazonaws.com',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'q',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '22/Nov/2026:12:00:00 +0000',
      timeEpoch: 1795262400000,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

describe('an endpoint behind API Gateway', () => {
  it('acts for the sub of the verified token', async () => {
    const handler = entry.httpHandler('create-image', createImage, services.own);

    const answer = await handler(httpEvent('POST', '/images', { sub: 'alice', body: { contentType: 'image/png' } }), context);

    expect(answer).toMatchObject({ statusCode: 201, headers: { 'content-type': 'application/json' } });
    const { id, upload } = JSON.parse(answer.body);
    expect(upload.fields.key).toBe(`uploads/alice/${id}`);
    expect(upload.maxBytes).toBe(1000);
    expect(await services.own.images.find('alice', id)).toMatchObject({ status: 'PENDING' });
  });

  it.each([undefined, ''])('rejects a request with the sub %j', async (sub) => {
    const handler = entry.httpHandler('get-image', getImage, services.own);
    const answer = await handler(httpEvent('GET', '/images/01a2044d-859e-7131-b380-dc81b2856f42', { sub }), context);
    expect(answer.statusCode).toBe(401);
  });

  describe('decodes the body as API Gateway passes it', () => {
    const send = (body: Partial<Record<'body' | 'isBase64Encoded', unknown>>) => {
      const handler = entry.httpHandler('create-image', createImage, services.own);
      return handler({ ...httpEvent('POST', '/images', { sub: 'alice' }), ...body } as APIGatewayProxyEventV2, context);
    };
    const json = '{"contentType":"image/png","name":"café 🎉.png"}';

    it.each<[string, Parameters<typeof send>[0]]>([
      ['with a textual type, as a string', { body: json, isBase64Encoded: false }],
      ['with any other type, as Base64', { body: Buffer.from(json).toString('base64'), isBase64Encoded: true }],
      ['with a byte order mark', { body: `\ufeff${json}`, isBase64Encoded: false }],
      ['with a byte order mark, as Base64', { body: Buffer.from(`\ufeff${json}`).toString('base64'), isBase64Encoded: true }],
    ])('%s', async (_, body) => {
      const answer = await send(body);
      expect(answer.statusCode).toBe(201);
      expect(await services.own.images.find('alice', JSON.parse(answer.body).id)).toMatchObject({ name: 'café 🎉.png' });
    });

    it('and rejects one that is not UTF-8', async () => {
      const answer = await send({ body: Buffer.from(json, 'latin1').toString('base64'), isBase64Encoded: true });
      expect(answer.statusCode).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ type: `urn:problem-type:${shortName}:invalid-encoding` });
    });

    it.each([undefined, null, ''])('and rejects a missing one: %j', async (body) => {
      const answer = await send({ body });
      expect(answer.statusCode).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ type: `urn:problem-type:${shortName}:invalid-json` });
    });
  });

  it("rejects Cognito's ID token, which the authorizer accepts", async () => {
    const handler = entry.httpHandler('list-images', listImages, services.own);
    const withUse = async (token_use: string) => {
      const event = httpEvent('GET', '/images', { sub: 'alice' }) as unknown as {
        requestContext: { authorizer: { jwt: { claims: object } } };
      };
      Object.assign(event.requestContext.authorizer.jwt.claims, { token_use });
      return (await handler(event as unknown as APIGatewayProxyEventV2, context)).statusCode;
    };
    expect(await withUse('id')).toBe(401);
    expect(await withUse('access')).toBe(200);
  });

  it('accepts a path parameter that API Gateway has decoded', async () => {
    const handler = entry.httpHandler('get-image', getImage, services.own);
    const answer = await handler(httpEvent('GET', '/images/ä b%', { sub: 'alice' }), context);
    expect(answer.statusCode).toBe(400);
  });

  it('returns the version that the stack set', async () => {
    const answer = await entry.httpHandler('health', health, {})(httpEvent('GET', '/health'), context);
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', version: '9.9.9' });
  });
});

// part: web
describe('an API that only its page can reach', () => {
  const secrets = ['the old secret', 'the new secret'];
  beforeAll(() => {
    process.env.ORIGIN_SHA256 = secrets.map((secret) => createHash('sha256').update(secret).digest('hex')).join(',');
  });
  afterAll(() => {
    delete process.env.ORIGIN_SHA256;
  });

  const asked = (secret?: string) => {
    const event = httpEvent('GET', '/health') as { headers: Record<string, string> };
    if (secret !== undefined) event.headers['x-origin-secret'] = secret;
    return entry.httpHandler('health', health, {})(event as unknown as APIGatewayProxyEventV2, context);
  };

  it.each(secrets)('accepts a request with %s', async (secret) => {
    expect((await asked(secret)).statusCode).toBe(200);
  });

  it.each([undefined, '', 'a guess'])('rejects a request with %j, and says where to send it', async (secret) => {
    const { statusCode, headers, body } = await asked(secret);

    expect(statusCode).toBe(403);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(JSON.parse(body)).toMatchObject({ type: `urn:problem-type:${shortName}:not-behind-page`, status: 403 });
  });

  it('ignores a rejected request even if its token is valid', async () => {
    const handler = entry.httpHandler('create-image', createImage, services.own);
    const event = httpEvent('POST', '/images', { sub: 'bypass', body: { contentType: 'image/png' } });

    expect((await handler(event, context)).statusCode).toBe(403);
    expect((await services.own.images.list('bypass', { limit: 1 })).images).toEqual([]);
  });
});

describe('a handler behind a trigger', () => {
  it('is a cold start once, and knows its memory size', async () => {
    const handler = entry.eventHandler('resize-image', resizeImage, services.own);
    const jpeg = await photo();
    const processing = async () => {
      const id = await createRecord(services, 'alice');
      await handler(uploadEvent(await storeOriginal(services, { owner: 'alice', id }, jpeg)), context as never);
      const image = await services.own.images.find('alice', id);
      return image?.status === 'PENDING' ? undefined : image?.processing;
    };
    expect(await processing()).toMatchObject({ coldStart: true, memoryMb: 1769 });
    expect(await processing()).toMatchObject({ coldStart: false, memoryMb: 1769 });
  });
});

describe('a missing environment variable', () => {
  it('is named when the function starts', () => {
    expect(() => entry.images()).toThrow('The environment variable TABLE_NAME is not set.');
  });
});
