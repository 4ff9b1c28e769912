import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Application, startApplication } from '../../local/application';
import { photo } from '../images/photo';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { TestLog } from '../support/services';

describeInBrowser()('the page', () => {
  let folder: string;
  let application: Application;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-api-page-'));
    application = await startApplication({ dataDir: join(folder, 'data'), port: 0, log: new TestLog() });
    browser = await launchBrowser();
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await application.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    page = await browser.newPage();
    complaints.length = 0;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(async () => {
    await page.close();
    // The browser's own complaints, such as a breach of the page's Content-Security-Policy.
    expect(complaints).toEqual([]);
  });

  /** The natural sizes of the pictures in the first card, once all have loaded. */
  async function pictures(count = 3): Promise<[width: number, height: number][]> {
    await page.waitForFunction(
      (wanted) => [...document.images].filter(({ complete, naturalWidth }) => complete && naturalWidth > 0).length >= wanted,
      count,
    );
    return page.$$eval('article:first-child img', (images) =>
      images.map((image) => [(image as HTMLImageElement).naturalWidth, (image as HTMLImageElement).naturalHeight]),
    );
  }

  it.each(['localhost', '127.0.0.1'])('shows the three sizes of a photo that is chosen, opened as %s', async (host) => {
    await page.goto(application.url.replace('localhost', host));
    const file = join(folder, 'chosen.jpg');
    await writeFile(file, await photo({ width: 1200, height: 900, orientation: 6 }));

    await page.setInputFiles('#file', file);

    expect(await pictures()).toEqual([
      [200, 150],
      [800, 600],
      [1200, 900],
    ]);
    expect(await page.textContent('article:first-child h2')).toBe('chosen.jpg');
  });

  it('shows the three sizes of each photo that is dropped', async () => {
    await page.goto(application.url);
    const bytes = (await photo({ width: 400, height: 400, format: 'png' })).toString('base64');
    const dropped = await page.evaluateHandle((base64) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      for (const name of ['one.png', 'two.png']) data.items.add(new File([content], name, { type: 'image/png' }));
      return data;
    }, bytes);

    await page.dispatchEvent('#drop', 'drop', { dataTransfer: dropped });

    expect(await pictures(6)).toEqual([
      [200, 200],
      [400, 400],
      [400, 400],
    ]);
    expect(await page.locator('article').count()).toBe(2);
  });

  it('says why a file is refused, and what to do', async () => {
    await page.goto(application.url);
    await page.setInputFiles('#file', {
      name: 'iphone.heic',
      mimeType: 'image/heic',
      buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'),
    });
    await page.waitForSelector('.failed');
    expect(await page.textContent('.failed')).toMatch(/HEIC.*Most Compatible/);
  });
});
