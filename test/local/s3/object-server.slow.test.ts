import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { TestClock } from '../../../lib/testing/test-clock';
import { newImageIn } from '../../support/json';
import { filesBelow, type LocalApplication, startLocal, until } from '../../support/local';

let app: LocalApplication;
let clock: TestClock;

async function open(): Promise<void> {
  clock = new TestClock();
  app = await startLocal({ clock });
}

type Upload = Awaited<ReturnType<typeof newImageIn>>['upload'];
type Entry = readonly [name: string, value: string | Blob];

async function start(body: { contentType?: string; bytes?: number } = {}) {
  const init = { method: 'POST', body: JSON.stringify({ contentType: 'image/jpeg', ...body }) };
  return newImageIn(app.alice.fetch(`${app.url}/images`, init));
}

const fileOf = (bytes: Uint8Array<ArrayBuffer> | string) => ['file', new Blob([bytes])] as const;
const someFile = fileOf('some bytes');

function post(upload: Upload, entries: readonly Entry[]): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return fetch(upload.url, { method: 'POST', body: form });
}

const codeIn = async (answer: Response) => [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]];

const folderOf = (name: string) => filesBelow(join(app.dataDir, name));

async function expectNothingStored(): Promise<void> {
  // Removals may happen shortly after the response.
  await until(async () => (await folderOf('incoming')).length === 0);
  expect(await folderOf('originals')).toEqual([]);
  expect(await folderOf('queue')).toEqual([]);
  expect(app.log.entries.filter(({ level }) => level === 'error')).toEqual([]);
}

describe('an upload by the form of POST /images', () => {
  beforeEach(open);

  test('is stored under the form’s key and content type, and accepts pages of any origin', async () => {
    const { upload } = await start({ contentType: 'image/png' });
    const answer = await post(upload, [...Object.entries(upload.fields), someFile]);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await folderOf('originals')).toHaveLength(1);
    expect(await folderOf('incoming')).toEqual([]);
  });

  test('accepts preflight requests, which browsers send when a page observes the progress', async () => {
    const { upload } = await start();
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
    const answer = await fetch(upload.url, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
  });

  test('accepts field names in any case, ignored fields, and anything after the file', async () => {
    const { upload } = await start();
    const fields = Object.entries(upload.fields).map(([name, value]) => [name.toUpperCase(), value] as const);
    const entries = [...fields, ['x-ignore-me', 'yes'], someFile, ['key', 'uploads/other/key'], ['extra', 'x'.repeat(100_000)]];
    expect((await post(upload, entries as Entry[])).status).toBe(204);
    expect(await folderOf('originals')).toHaveLength(1);
  });

  test('can be repeated: each upload creates a version', async () => {
    const { upload } = await start();
    const entries = [...Object.entries(upload.fields), someFile];
    const versions = [await post(upload, entries), await post(upload, entries)].map(({ headers }) =>
      headers.get('x-amz-version-id'),
    );
    expect(new Set(versions).size).toBe(2);
    expect(await folderOf('originals')).toHaveLength(2);
  });

  test('accepts exactly as many bytes as were announced', async () => {
    const { upload } = await start({ bytes: 70_000 });
    expect((await post(upload, [...Object.entries(upload.fields), fileOf(new Uint8Array(70_000))])).status).toBe(204);
  });

  test('accepts one byte, but no empty file', async () => {
    const { upload } = await start();
    const sizes = [1, 0].map((bytes) => post(upload, [...Object.entries(upload.fields), fileOf(new Uint8Array(bytes))]));
    const [one, none] = await Promise.all(sizes);
    expect(one?.status).toBe(204);
    expect(none && (await codeIn(none))).toEqual([400, 'EntityTooSmall']);
  });

  test('is accepted until the form expires', async () => {
    const { upload } = await start();
    clock.advance(5 * 60_000);
    expect((await post(upload, [...Object.entries(upload.fields), someFile])).status).toBe(204);
  });
});

describe('rejects, without storing anything,', () => {
  beforeAll(open);

  const policyOf = ({ fields }: Upload) => JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString());
  const without = (name: string) => (upload: Upload) => Object.entries(upload.fields).filter(([field]) => field !== name);
  const withField = (name: string, value: string) => (upload: Upload) => Object.entries({ ...upload.fields, [name]: value });
  const widened = (upload: Upload) => {
    const { conditions, ...rest } = policyOf(upload);
    const policy = { ...rest, conditions: conditions.filter((condition: unknown) => !Array.isArray(condition)) };
    return withField('policy', Buffer.from(JSON.stringify(policy)).toString('base64'))(upload);
  };

  test.each<[string, (upload: Upload) => Entry[], number, string]>([
    ['a changed signature', withField('x-amz-signature', 'f'.repeat(64)), 403, 'SignatureDoesNotMatch'],
    ['a signature of another length', withField('x-amz-signature', 'f'), 403, 'SignatureDoesNotMatch'],
    ['a policy without its size limit', widened, 403, 'SignatureDoesNotMatch'],
    ['a policy that is not JSON', withField('policy', 'e'), 403, 'SignatureDoesNotMatch'],
    ['another key', withField('key', 'uploads/other/0'), 403, 'AccessDenied'],
    ['a key outside the uploads', withField('key', '../../lock.json'), 403, 'AccessDenied'],
    ['another type', withField('Content-Type', 'image/svg+xml'), 403, 'AccessDenied'],
    ['the content type in another case', withField('Content-Type', 'image/JPEG'), 403, 'AccessDenied'],
    ['no type', without('Content-Type'), 403, 'AccessDenied'],
    ['another time', withField('x-amz-date', '20261122T120001Z'), 403, 'AccessDenied'],
    ['another day', withField('x-amz-date', '20261123T120000Z'), 403, 'SignatureDoesNotMatch'],
    ['another date format', withField('x-amz-date', '2026-11-22T12:00:00Z'), 403, 'AccessDenied'],
    ['an invalid date', withField('x-amz-date', 'today'), 400, 'InvalidArgument'],
    ['another credential', withField('x-amz-credential', 'other/20261122/local/s3/aws4_request'), 403, 'AccessDenied'],
    ['no key', without('key'), 403, 'AccessDenied'],
    ['no policy', without('policy'), 400, 'InvalidArgument'],
    ['no signature', without('x-amz-signature'), 400, 'InvalidArgument'],
    ['no date', without('x-amz-date'), 400, 'InvalidArgument'],
    ['a field that is not in the policy', withField('acl', 'public-read'), 403, 'AccessDenied'],
    ['a redirect', withField('success_action_redirect', 'https://example.com'), 403, 'AccessDenied'],
    [
      'a file with another field name',
      (upload) => [...Object.entries(upload.fields), ['photo', new Blob(['x'])]],
      403,
      'AccessDenied',
    ],
  ])('%s', async (_, entriesOf, status, code) => {
    const { upload } = await start();
    expect(await codeIn(await post(upload, [...entriesOf(upload), someFile]))).toEqual([status, code]);
    await expectNothingStored();
  });

  test('any changed character of a signed field', async () => {
    const { upload } = await start();
    const names = Object.keys(upload.fields);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.constantFrom('!', 'A', '0', ' '), async (name, at, other) => {
        const value = upload.fields[name] ?? '';
        const place = at % value.length;
        const changed = value.slice(0, place) + other + value.slice(place + 1);
        fc.pre(changed !== value);
        const [status] = await codeIn(await post(upload, [...withField(name, changed)(upload), someFile]));
        expect([400, 403]).toContain(status);
      }),
      { numRuns: 60, seed: 1 },
    );
    await expectNothingStored();
  });

  test('an expired form', async () => {
    await open();
    const { upload } = await start();
    clock.advance(5 * 60_000 + 1);
    expect(await codeIn(await post(upload, [...Object.entries(upload.fields), someFile]))).toEqual([403, 'AccessDenied']);
    await expectNothingStored();
  });

  test('an empty file', async () => {
    const { upload } = await start();
    expect(await codeIn(await post(upload, [...Object.entries(upload.fields), fileOf('')]))).toEqual([400, 'EntityTooSmall']);
    await expectNothingStored();
  });

  test('one byte more than allowed', async () => {
    const { upload } = await start({ bytes: 70_000 });
    const answer = await post(upload, [...Object.entries(upload.fields), fileOf(new Uint8Array(70_001))]);
    expect(await codeIn(answer)).toEqual([400, 'EntityTooLarge']);
    await expectNothingStored();
  });

  test('no file, and a file before its fields', async () => {
    const { upload } = await start();
    const fields = Object.entries(upload.fields);
    expect(await codeIn(await post(upload, fields))).toEqual([400, 'IncorrectNumberOfFilesInPostRequest']);
    expect(await codeIn(await post(upload, [someFile, ...fields]))).toEqual([400, 'InvalidArgument']);
    await expectNothingStored();
  });

  test.each([
    ['a body that is not a form', 'application/json', 412, 'PreconditionFailed'],
    ['a form with another content type', 'application/x-www-form-urlencoded', 412, 'PreconditionFailed'],
    ['a form without a boundary', 'multipart/form-data', 412, 'PreconditionFailed'],
    ['an empty form', 'multipart/form-data; boundary=x', 400, 'MalformedPOSTRequest'],
  ])('%s', async (_, contentType, status, code) => {
    const { upload } = await start();
    const answer = await fetch(upload.url, { method: 'POST', headers: { 'content-type': contentType }, body: '{}' });
    expect(await codeIn(answer)).toEqual([status, code]);
    await expectNothingStored();
  });

  test('a form that is truncated at any position', async () => {
    const { upload } = await start();
    const whole = Buffer.concat([beginning(upload), Buffer.from(`\r\n--${boundary}--\r\n`)]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 5 }), async (length) => {
        const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
        const answer = await fetch(upload.url, { method: 'POST', headers, body: whole.subarray(0, length) });
        expect(answer.status).toBe(400);
      }),
      { numRuns: 60, seed: 2, examples: [[whole.length - 5], [whole.length - 20], [whole.length - 30]] },
    );
    await expectNothingStored();
  });

  test('an upload whose client disconnects', async () => {
    const { upload } = await start();
    const socket = connect(Number(new URL(upload.url).port), '127.0.0.1');
    socket.write(`POST /s3/originals/ HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\n`);
    socket.write('content-length: 9000000\r\n\r\n');
    socket.write(Buffer.concat([beginning(upload), Buffer.alloc(100_000)]));
    await until(async () => (await folderOf('incoming')).length === 1);
    socket.destroy();
    await expectNothingStored();
  });
});

const boundary = 'a-boundary';

/** A form up to the first bytes of its file. */
function beginning({ fields }: Upload): Buffer {
  const parts = Object.entries(fields).map(([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`);
  const file = 'content-disposition: form-data; name="file"; filename="a"\r\n\r\nthe first bytes';
  return Buffer.from([...parts, file].map((part) => `--${boundary}\r\n${part}`).join('\r\n'));
}

describe('bytes that are not valid text', () => {
  beforeAll(open);

  /** A form, built from the given parts, with a file at its end. */
  function postRaw(url: string, fields: readonly (readonly [string | Buffer, string | Buffer])[]): Promise<Response> {
    const part = (name: string | Buffer, value: string | Buffer) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="`),
        Buffer.from(name as Buffer),
        Buffer.from('"\r\n\r\n'),
        Buffer.from(value as Buffer),
        Buffer.from('\r\n'),
      ]);
    const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nbytes\r\n--${boundary}--\r\n`;
    const body = new Uint8Array(Buffer.concat([...fields.map(([name, value]) => part(name, value)), Buffer.from(file)]));
    return fetch(url, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body });
  }

  test('in a field of the form are rejected: they match no condition of the policy', async () => {
    const { upload } = await start();
    for (const field of ['key', 'Content-Type', 'x-amz-credential', 'x-amz-date', 'x-amz-signature', 'policy']) {
      const fields = Object.entries(upload.fields).map(
        ([name, value]) => [name, name === field ? Buffer.concat([Buffer.from(value), Buffer.from([0xe9])]) : value] as const,
      );
      expect([field, (await postRaw(upload.url, fields)).status >= 400]).toEqual([field, true]);
    }
    await expectNothingStored();
  });

  test('or that XML cannot contain are reported in valid XML', async () => {
    const { upload } = await start();
    const answer = await postRaw(upload.url, [...Object.entries(upload.fields), [Buffer.from('a\x01<b>&'), 'x']]);
    const xml = await answer.text();
    expect([answer.status, xml]).toEqual([403, expect.stringContaining('Extra input fields: a\ufffd&lt;b&gt;&amp;</Message>')]);
    await expectNothingStored();
  });
});

describe('the fields before the file', () => {
  beforeAll(open);

  const limit = 20 * 1024;
  const bytesOf = (entries: readonly (readonly [string, string])[]) =>
    entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);

  /** The fields of a form, and a further one that fills them up to this number of bytes. */
  const filledTo = (bytes: number, { fields }: Upload): Entry[] => {
    const entries = Object.entries(fields);
    return [...entries, ['x-ignore-fill', 'é'.repeat(10).padEnd(bytes - bytesOf([...entries, ['x-ignore-fill', '']]) - 10, 'x')]];
  };

  test('may have as many bytes as S3 allows', async () => {
    const { upload } = await start();
    const entries = filledTo(limit, upload);
    expect(bytesOf(entries as [string, string][])).toBe(limit);
    expect((await post(upload, [...entries, someFile])).status).toBe(204);
  });

  test.each<[string, (upload: Upload) => Entry[]]>([
    ['but not one more', (upload) => filledTo(limit + 1, upload)],
    ['nor many more in one field', (upload) => [...Object.entries(upload.fields), ['x-ignore-a', 'x'.repeat(300_000)]]],
    [
      'nor in very many fields',
      (upload) => [
        ...Object.entries(upload.fields),
        ...Array.from({ length: 2000 }, (_, index) => [`x-ignore-${index}`, 'x'] as const),
      ],
    ],
    ['nor in a field name', (upload) => [...Object.entries(upload.fields), [`x-ignore-${'x'.repeat(30_000)}`, 'x']]],
  ])('%s', async (_, entries) => {
    const { upload } = await start();
    const before = await folderOf('originals');
    expect(await codeIn(await post(upload, [...entries(upload), someFile]))).toEqual([400, 'MaxPostPreDataLengthExceeded']);
    expect(await folderOf('originals')).toEqual(before);
  });
});

describe('ends an upload that is too large', () => {
  beforeAll(open);

  /** Sends the beginning and then zeros, slowly, until a response arrives. */
  async function pour(upload: Upload, headers: Record<string, string | number>) {
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const request = httpRequest(upload.url, { method: 'POST', headers: { ...type, ...headers } });
    const answered = new Promise<{ status?: number; text: string }>((resolve, reject) => {
      request.on('error', reject).on('response', (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (part) => {
            text += part;
          })
          .on('end', () => resolve({ status: response.statusCode, text }));
      });
    });
    let answer: Awaited<typeof answered> | undefined;
    answered.then(
      (came) => {
        answer = came;
      },
      () => undefined,
    );
    request.write(beginning(upload));
    let sent = 0;
    for (; !answer && sent < 50_000_000; sent += 50_000) {
      request.write(Buffer.alloc(50_000));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { status, text } = await answered;
    const socket = request.socket as Socket;
    request.destroy();
    await until(() => socket.destroyed);
    return { status, text, sent };
  }

  test.each<[string, Record<string, string | number>]>([
    ['with a Content-Length', { 'content-length': 50_000_000 }],
    ['without a Content-Length', { 'transfer-encoding': 'chunked' }],
  ])('%s', async (_, headers) => {
    const { upload } = await start({ bytes: 200_000 });
    const { status, text, sent } = await pour(upload, headers);
    expect({ status, text }).toEqual({ status: 400, text: expect.stringContaining('<Code>EntityTooLarge</Code>') });
    expect(sent).toBeLessThan(5_000_000);
    await expectNothingStored();
  });

  test('at once when its form is rejected', async () => {
    const { upload } = await start();
    const { status, sent } = await pour(
      { ...upload, fields: { ...upload.fields, key: 'other' } },
      { 'content-length': 50_000_000 },
    );
    expect(status).toBe(403);
    expect(sent).toBeLessThan(5_000_000);
    await expectNothingStored();
  });

  test('and a client that sends the whole body first gets the response instead of a reset', async () => {
    const { upload } = await start();
    const answer = await post(upload, [...Object.entries(upload.fields), fileOf(new Uint8Array(30 * 1024 * 1024))]);
    expect(await codeIn(answer)).toEqual([400, 'EntityTooLarge']);
    await expectNothingStored();
  });

  test('and closes the connection of a client that never ends', async () => {
    const { upload } = await start({ bytes: 1000 });
    const socket = connect(Number(new URL(upload.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write(`POST /s3/originals/ HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\n`);
    socket.write('content-length: 900000000\r\n\r\n');
    socket.write(beginning(upload));
    const pouring = setInterval(() => socket.write(Buffer.alloc(2000)), 20);
    await new Promise((resolve) => socket.resume().on('close', resolve));
    clearInterval(pouring);
    await expectNothingStored();
  });
});
