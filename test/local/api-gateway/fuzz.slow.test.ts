// Requests of a stranger: whatever bytes arrive, the response is prompt and documented.

import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { TestLog } from '../../../lib/testing/test-log';
import { type Application, startApplication } from '../../../local/application';
import { Issuer } from '../../../local/cognito/issuer';
import { Conformance } from '../../support/conformance';

let application: Application;
let token: string;
let dataDir: string;
const log = new TestLog();
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'app-fuzz-'));
  application = await startApplication({ dataDir, port: 0, log });
  token = await (await Issuer.open(dataDir)).issue('alice');
});
afterAll(async () => {
  await application.close();
  await rm(dataDir, { recursive: true });
});

const conformance = new Conformance(); // part: update

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The header of a user, so that requests also reach the code after the token check. */
const signedIn = () => `Authorization: Bearer ${token}`;

/** Sends raw bytes and reads until the other side closes the connection. */
function send(bytes: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(Number(new URL(application.url).port), '127.0.0.1');
    socket.setTimeout(5000, () => socket.destroy(new Error(`No answer to ${bytes.subarray(0, 300)}`)));
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' && received.length > 0 ? undefined : reject(error),
    );
    socket.on('close', () => resolve(parse(Buffer.concat(received).toString('latin1'))));
    // Not half-closed: for Node.js, that client has disconnected.
    socket.write(bytes);
  });
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]), headers, body: rest.join('\r\n\r\n') };
}

const request = (method: string, path: string, headers: readonly string[] = [], body = '') =>
  Buffer.from(
    [
      `${method} ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      ...(body ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );

async function expectSound(answer: RawAnswer): Promise<void> {
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(500);
  expect(answer.body).not.toMatch(/node_modules|\.ts:|at Object/);
}

const method = fc.oneof(
  fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY'),
  fc.constantFrom('get', 'FOO', 'CONNECT'),
);
const segment = fc.oneof(
  fc.constantFrom(
    'images',
    'health',
    'api',
    's3',
    'originals',
    'renditions',
    '..',
    '.',
    '',
    '%2e%2e',
    '%2F',
    '%00',
    '%ff',
    '%zz',
    '*',
    'page.js',
    '01a2044d-859e-7131-b380-dc81b2856f42',
  ),
  fc.stringMatching(/^[!-~]{0,20}$/),
);
const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const query = fc.array(
  fc.tuple(
    fc.constantFrom('limit', 'cursor', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Signature', '__proto__', ''),
    fc.stringMatching(/^[!-~]{0,30}$/),
  ),
  { maxLength: 4 },
);
const headerValue = fc.stringMatching(/^[ -~]{0,60}$/);
const header = fc.tuple(
  fc.constantFrom(
    'Authorization',
    'Content-Type',
    'Accept',
    'Cookie',
    'X-Forwarded-Host',
    'Origin',
    'Range',
    'If-None-Match',
    'Expect',
    'X-HTTP-Method-Override',
    'X-Amz-Content-Sha256',
  ),
  headerValue,
);

describe('the local run', () => {
  it('responds to any request line, header and body with a valid response', async () => {
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        query,
        fc.array(header, { maxLength: 4 }),
        fc.string(),
        fc.boolean(),
        async (verb, where, parameters, headers, body, known) => {
          const target = `${where}${parameters.length > 0 ? `?${parameters.map((pair) => pair.join('=')).join('&')}` : ''}`;
          // Node.js itself rejects a tunnel by closing the connection.
          fc.pre(verb !== 'CONNECT' && !headers.some(([name]) => name === 'Expect'));
          await expectSound(
            await send(request(verb, target, [...(known ? [signedIn()] : []), ...headers.map((pair) => pair.join(': '))], body)),
          );
        },
      ),
      { numRuns: 400 },
    );
    expect(log.entries.filter(({ level }) => level === 'error')).toEqual([]);
  }, 60_000);

  it.each([
    ['no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an empty host', 'GET /health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
    ['an invalid host', 'GET /health HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n'],
    ['an invalid absolute target', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    [
      'two lengths',
      'POST /images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\nConnection: close\r\n\r\nabcd',
    ],
    [
      'length and chunks',
      'POST /images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
    ],
    ['broken chunks', 'POST /images HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n'],
    ['endless headers', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\nConnection: close\r\n\r\n`],
    ['an endless path', `GET /images/${'x'.repeat(15_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`],
    ['anything but HTTP', '\0\x01\x02\r\n\r\n'],
  ])('rejects %s', async (_, bytes) => {
    const { status } = await send(Buffer.from(bytes, 'latin1'));
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
  });

  it.each(['[', '{"a":', '"\\u0000'])('responds to a body with 1,000,000 levels of %s', async (open) => {
    const answer = await send(request('POST', '/images', [signedIn()], open.repeat(1_000_000 / open.length)));
    expect(answer.status).toBe(400);
  });

  // part: update
  it('responds on each route as documented, to any request', async () => {
    const routes = fc.constantFrom<[string, string]>(
      ['GET', '/images'],
      ['POST', '/images'],
      ['GET', '/health'],
      ['GET', '/images/x'],
      ['GET', '/api/images'],
    );
    await fc.assert(
      fc.asyncProperty(
        routes,
        query,
        fc.array(header, { maxLength: 3 }),
        fc.json(),
        fc.boolean(),
        async ([verb, where], parameters, headers, body, known) => {
          const others = headers.filter(([name]) => name !== 'Expect' && !(known && name === 'Authorization'));
          const given = [...(known ? [signedIn()] : []), ...others.map((pair) => pair.join(': '))];
          const target = `${where}?${parameters
            .map((pair) => pair.join('='))
            .join('&')
            .replaceAll('#', '')}`;
          const answer = await send(request(verb, target, given, verb === 'POST' ? body : ''));
          const decoded = new Response(answer.body, { status: answer.status, headers: answer.headers });
          expect(await conformance.violation(verb, where, decoded)).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
