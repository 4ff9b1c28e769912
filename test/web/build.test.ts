import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { buildPage, indexFile, type PageFile, writePage } from '../../web/build';

const page = buildPage();
const indexOf = (files: PageFile[]) => Buffer.from(files.find(({ path }) => path === indexFile)?.contents ?? []).toString();

it('names every file after its content, and in the page, but the page itself', async () => {
  const files = await page;
  const hashed = files.filter(({ immutable }) => immutable);

  expect(files.length - hashed.length).toBe(1);
  for (const { path } of hashed) expect(path).toMatch(/^[\w.-]+-[A-Z0-9]{8}\.(js|css|svg)$/);
  for (const { path } of hashed) expect(indexOf(files)).toContain(`="/${path}"`);
  expect(indexOf(files)).not.toMatch(/(src|href)="\.|undefined/);
});

it('holds no script and no style within the page, which the Content-Security-Policy forbids', async () => {
  const index = indexOf(await page);

  expect(index).not.toMatch(/<style|\sstyle=|\son\w+=/);
  expect(index.match(/<script[^>]*>[^<]*/g)).toEqual([expect.stringMatching(/^<script type="module" src="[^"]+">$/)]);
});

it('gives its files names by which CloudFront knows them from addresses that lead nowhere', async () => {
  const code = readFileSync(join(__dirname, '../../lib/constructs/web/edge-functions/view.js'), 'utf8');
  for (const { path } of await page) {
    const request = { uri: `/${path}`, headers: { accept: { value: 'text/html' } } };
    expect(runInNewContext(`${code}; handler(event);`, { event: { request } })).toMatchObject({ uri: `/${path}` });
  }
});

it('makes the same files of the same source', async () => {
  expect(await buildPage()).toEqual(await page);
});

it('is written in place of an earlier one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-built-'));
  writeFileSync(join(folder, 'main-EARLIER1.js'), '');

  await writePage(folder);

  const files = await page;
  expect(readdirSync(folder).sort()).toEqual(files.map(({ path }) => path).sort());
  for (const { path, contents } of files) expect(Buffer.compare(readFileSync(join(folder, path)), contents)).toBe(0);
  rmSync(folder, { recursive: true });
});
