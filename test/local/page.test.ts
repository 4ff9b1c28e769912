import { gzipSync } from 'node:zlib';
import { signInScopes } from '../../lambda/contract';
import { startLocal } from '../support/local';

let url: string;

beforeAll(async () => {
  ({ url } = await startLocal());
});

const text = async (path: string) => (await fetch(url + path)).text();
const named = (html: string) => [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');

test('serves the page at each of its views, without caching', async () => {
  const page = await text('/');
  expect(page).toContain('<div id="page">');
  for (const view of ['/signed-in', '/signed-in?code=x&state=y', '/view/01920000-0000-7000-8000-000000000000']) {
    const answer = await fetch(url + view);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toBe(page);
  }
});

test('serves its files with a content hash in their names, to be cached for a year', async () => {
  const paths = named(await text('/'));
  expect(paths).toHaveLength(3);
  for (const path of paths) {
    expect(path).toMatch(/^\/[\w-]+-[0-9A-Z]{8}\.(js|css|svg)$/);
    const answer = await fetch(url + path);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  }
});

test('weighs less than 60 KB compressed, in total', async () => {
  const bodies = await Promise.all(['/', ...named(await text('/'))].map(text));
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(60_000);
});

test('may load its own files and send requests to this application, and nothing else', async () => {
  const { headers } = await fetch(url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`connect-src 'self' ${url};`);
  expect(policy).toContain(`img-src 'self' blob: ${url};`);
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
});

test('config.json names the API and the issuer, and declares the local run', async () => {
  expect(JSON.parse(await text('/config.json'))).toEqual({
    api: '/api',
    issuer: `${url}/oidc`,
    clientId: 'local',
    scope: signInScopes.join(' '),
    maxBytes: 20 * 1024 * 1024,
    local: true,
  });
});

test('passes all other paths to the API', async () => {
  for (const path of ['/other.js', '/images.css', '/view/a/b', '/index.html']) {
    const answer = await fetch(url + path);
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
  }
  expect((await fetch(`${url}/images`)).headers.get('content-security-policy')).toBeNull();
});

describe('a browser that opens a URL', () => {
  const open = (path: string) => fetch(url + path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

  test.each(['/missing', '/photos/2026', '/view/a/b', '/missing.js', '/images.css'])(
    'gets the page with 404 for %s',
    async (path) => {
      const answer = await open(path);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
        404,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await answer.text()).toBe(await text('/'));
    },
  );

  test.each([
    ['/api/missing', 404],
    ['/api', 404],
    ['/images/missing', 401],
    ['/images', 401],
    ['/health', 200],
    ['/health/more', 404],
  ])('gets JSON for %s, which belongs to the API', async (path, status) => {
    const answer = await open(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, expect.stringContaining('json')]);
    expect(answer.headers.get('content-security-policy')).toBeNull();
  });

  test('gets JSON for its own requests, like every other client', async () => {
    const answer = await fetch(`${url}/missing`, { method: 'POST', headers: { accept: 'text/html' } });
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
  });
});
