import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { buildPage, indexFile, type PageFile, writePage } from '../../web/build';

const page = buildPage();
const indexOf = (files: PageFile[]) => Buffer.from(files.find(({ path }) => path === indexFile)?.contents ?? []).toString();

it('names every file except index.html by a content hash, and uses these names in index.html', async () => {
  const files = await page;
  const hashed = files.filter(({ immutable }) => immutable);

  expect(files.length - hashed.length).toBe(1);
  for (const { path } of hashed) expect(path).toMatch(/^[\w.-]+-[A-Z0-9]{8}\.(js|css|svg)$/);
  for (const { path } of hashed) expect(indexOf(files)).toContain(`="/${path}"`);
  expect(indexOf(files)).not.toMatch(/(src|href)="\.|undefined/);
});

it('contains no inline script or style, because the Content-Security-Policy forbids them', async () => {
  const index = indexOf(await page);

  expect(index).not.toMatch(/<style|\sstyle=|\son\w+=/);
  expect(index.match(/<script[^>]*>[^<]*/g)).toEqual([expect.stringMatching(/^<script type="module" src="[^"]+">$/)]);
});

it('gives files names that CloudFront can tell from view paths', async () => {
  const code = readFileSync(join(__dirname, '../../lib/constructs/web/edge-functions/view.js'), 'utf8');
  for (const { path } of await page) {
    const request = { uri: `/${path}`, headers: { accept: { value: 'text/html' } } };
    expect(runInNewContext(`${code}; handler(event);`, { event: { request } })).toMatchObject({ uri: `/${path}` });
  }
});

it('is reproducible: the same source yields the same files', async () => {
  expect(await buildPage()).toEqual(await page);
});

it('replaces an earlier build in the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-built-'));
  writeFileSync(join(folder, 'main-EARLIER1.js'), '');

  await writePage(folder);

  const files = await page;
  expect(readdirSync(folder).sort()).toEqual(files.map(({ path }) => path).sort());
  for (const { path, contents } of files) expect(Buffer.compare(readFileSync(join(folder, path)), contents)).toBe(0);
  rmSync(folder, { recursive: true });
});
