import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalApplication, startLocal } from '../../support/local';

const documented = JSON.parse(readFileSync(join(__dirname, '../../../docs/openapi.json'), 'utf8'));

let app: LocalApplication;

beforeAll(async () => {
  app = await startLocal();
});

describe('/openapi.json', () => {
  it('is docs/openapi.json with the URL of this application', async () => {
    const answer = await fetch(`${app.url}/openapi.json`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({ ...documented, servers: [{ url: app.url, description: 'The local run.' }] });
  });

  it('names the public origin when a proxy forwards the port', async () => {
    const forwarded = await startLocal({ publicOrigin: 'https://images.example.com' });
    const { servers } = (await (await fetch(`${forwarded.url}/openapi.json`)).json()) as typeof documented;
    expect(servers).toEqual([{ url: 'https://images.example.com', description: 'The local run.' }]);
    const { headers } = await fetch(`${forwarded.url}/reference`);
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' https://images.example.com;");
  });
});

describe('/reference', () => {
  const assetsOf = (page: string) => [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');

  it('loads only files of this application, each with its media type', async () => {
    const page = await (await fetch(`${app.url}/reference`)).text();
    expect(page).not.toMatch(/(src|href)="(https?:|\/\/)/);
    const types = assetsOf(page).map(async (path) => {
      const answer = await fetch(app.url + path);
      return [path, answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')];
    });
    expect(await Promise.all(types)).toEqual([
      ['/reference/swagger-ui.css', 200, 'text/css; charset=utf-8', 'nosniff'],
      ['/reference/swagger-ui-bundle.js', 200, 'text/javascript; charset=utf-8', 'nosniff'],
      ['/reference/reference.js', 200, 'text/javascript; charset=utf-8', 'nosniff'],
    ]);
  });

  it.each([
    'swagger-ui.js',
    'package.json',
    '..%2Fpackage.json',
    '..%2F..%2Fpackage.json',
    'assets/reference.js',
    'constructor',
    '__proto__',
  ])('responds with 404 for %s, which does not exist', async (file) => {
    const answer = await fetch(`${app.url}/reference/${file}`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.not.stringContaining('swagger')]);
  });

  it('allows no script and no request of another origin', async () => {
    const { headers } = await fetch(`${app.url}/reference`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ${app.url};`);
  });
});

it('sends no statistics when the packages are installed', () => {
  // The viewer depends on a package that does, unless package.json prevents it.
  const { scarfSettings } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
  expect(scarfSettings).toEqual({ enabled: false });
});
