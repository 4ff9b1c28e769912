import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ImageClient } from '../../client/image-client';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import { addressOf } from '../../local/address';
import { Issuer } from '../../local/cognito/issuer';
import { accessibilityFaults } from '../support/accessibility';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { type LocalApplication, startLocal } from '../support/local';
import { choose, file, heic, signIn, throttle } from './visitor';

const viewport = { width: 800, height: 600 };

describeInBrowser()('the page', () => {
  let application: LocalApplication;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let picture: Buffer;
  const messages: string[] = [];

  beforeAll(async () => {
    [application, browser, picture] = await Promise.all([startLocal(), launchBrowser(), photo({ width: 1200, height: 900 })]);
  }, 30_000);
  afterAll(() => browser.close());

  async function openWindow(): Promise<void> {
    // Animations keep the CPU busy.
    context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
  }

  beforeEach(() => {
    messages.length = 0;
  });
  afterEach(() => {
    // Console errors of the browser, such as a violation of the Content-Security-Policy. Error responses are reported too; some
    // tests cause them.
    expect(messages.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { name });
  const tiles = () => page.locator('.tile');
  const pictures = (count: number) =>
    page.waitForFunction((wanted) => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length >= wanted, count);

  async function tokenOf(user: string): Promise<string> {
    const issuer = await Issuer.open(application.dataDir, addressOf(Number(new URL(application.url).port)));
    return issuer.issue(user);
  }

  const clientOf = async (user: string) => new ImageClient(`${application.url}/api`, { token: await tokenOf(user) });

  describe('for a new user', () => {
    beforeAll(openWindow);
    afterAll(() => context.close());

    it('takes a user from the sign-in through three photos to a deletion, and shows none of them to another user', async () => {
      await page.goto(application.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await signIn(page, application.url, 'alice');
      await heading('Your first photo goes here').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);

      // On a slow connection, so that the progress is visible.
      const release = await throttle(page, 100_000);
      const seen = await page.evaluateHandle(() => {
        const values: Record<string, number[]> = {};
        const look = () => {
          for (const { ariaLabel, value } of document.querySelectorAll<HTMLProgressElement>('.row progress')) {
            const of = values[ariaLabel ?? ''] ?? [];
            if (value !== of.at(-1)) values[ariaLabel ?? ''] = [...of, value];
          }
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
        return values;
      });
      await choose(page, file('one.jpg', picture), file('two.jpg', picture), file('three.jpg', picture));
      await heading('Uploading 3 photos').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.waitForFunction(
        (values) => Object.values(values).filter((of) => of.filter((value) => value > 0 && value < 1).length > 1).length === 3,
        seen,
      );
      await release();

      await pictures(3);
      await page.waitForFunction(() => document.querySelectorAll('.picture.shown').length === 3);
      expect(await page.getByRole('link', { name: /1200 × 900 pixels/ }).count()).toBe(3);
      expect(await accessibilityFaults(page)).toEqual([]);

      await page.getByRole('link', { name: 'two.jpg' }).press('Enter');
      await heading('two.jpg').waitFor();
      await pictures(sizeNames.length);
      const sides = Object.values(sidesOf(1200, 900));
      const shown = sides.map(({ width, height }) => `${width} × ${height} px`);
      expect(
        await page.$$eval('figure img', (images) =>
          (images as HTMLImageElement[]).map(({ naturalWidth, naturalHeight }) => `${naturalWidth} × ${naturalHeight} px`),
        ),
      ).toEqual(shown);
      expect(await page.locator('figure').allInnerTexts()).toEqual(shown.map((text) => expect.stringContaining(text)));
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('two.jpg');
      // part: estimate
      const panel = page.getByRole('region', { name: 'This computer’s time at the list price' });
      // part: estimate
      expect(await panel.innerText()).toMatch(/Upload to READY\s+[\d.]+ m?s[\s\S]*\$0\.0000\d+[\s\S]*commonly quoted \$0\.00003/);
      const srcset = await page.getByRole('textbox').inputValue();
      for (const { width } of sides) expect(srcset).toContain(` ${width}w`);
      expect(await accessibilityFaults(page)).toEqual([]);

      await page.getByRole('button', { name: 'Delete' }).click();
      await heading('Delete two.jpg?').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await heading('Photos').waitFor();
      expect(await tiles().count()).toBe(2);
      expect(await page.getByRole('status').innerText()).toBe('two.jpg was deleted.');

      await page.reload();
      await heading('Photos').waitFor();
      await page.getByRole('link', { name: 'three.jpg' }).waitFor();
      expect(await tiles().count()).toBe(2);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await signIn(page, application.url, 'bob');
      await heading('Your first photo goes here').waitFor();
      expect(await tiles().count()).toBe(0);
    });
  });

  describe('for a signed-in user', () => {
    beforeAll(async () => {
      await openWindow();
      await signIn(page, application.url, 'bob');
    });
    afterAll(() => context.close());

    afterEach(async () => {
      await page.unrouteAll();
      const client = await clientOf('bob');
      for (const { id } of (await client.list({ limit: 100 })).items) await client.remove(id);
    });

    it('rejects a file that is not a photo before any request, and shows why an upload failed', async () => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await choose(
        page,
        file('phone.heic', heic, 'image/heic'),
        file('notes.txt', Buffer.from('Dear diary'), 'text/plain'),
        file('empty.png', Buffer.alloc(0), 'image/png'),
      );
      await heading('3 files not uploaded').waitFor();
      const texts = await page.locator('.row').allInnerTexts();
      expect(texts).toEqual([
        expect.stringMatching(/HEIC photo.*Most Compatible/s),
        expect.stringMatching(/Choose a JPEG, PNG or WebP file/),
        expect.stringMatching(/empty/),
      ]);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(asked.filter((url) => /\/api\/|\/s3\//.test(url))).toEqual([]);
      await page.getByRole('button', { name: 'Dismiss all' }).click();

      await choose(page, file('renamed.jpg', heic));
      await heading('1 photo needs your attention').waitFor();
      const failed = page.getByRole('listitem').filter({ hasText: 'renamed.jpg' });
      await failed.getByText(/is a HEIC.*Most Compatible/).waitFor();
      expect(await tiles().count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await failed.getByRole('link').click();
      await page.getByText(/is a HEIC.*Most Compatible/).waitFor();
      // Processing stopped early, so that its duration is not comparable.
      expect(await page.getByText('commonly quoted').count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('link', { name: 'Photos', exact: true }).click();

      await page.getByRole('button', { name: 'Remove renamed.jpg' }).click();
      await heading('Your first photo goes here').waitFor();
      expect((await (await clientOf('bob')).list()).items).toEqual([]);
    });

    it('waits while offline, and continues automatically', async () => {
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await choose(page, file('patient.jpg', picture));
      await heading('1 photo waiting for the connection').waitFor();
      // One message: queued uploads show no messages.
      expect(await page.getByText(/cannot be reached|Check your connection|Try again/).count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await context.setOffline(false);
      await page.getByRole('link', { name: /patient.jpg, 1200/ }).waitFor();
      expect(await page.getByText('You are offline.').count()).toBe(0);
    });

    it('retries an upload that the store rejected, and leaves nothing of the first attempt', async () => {
      let refusals = 1;
      await page.route('**/s3/originals/', (route) =>
        refusals-- > 0
          ? route.fulfill({
              status: 507,
              contentType: 'application/xml',
              body: '<Error><Code>InsufficientStorage</Code><Message>The disk of the application is full.</Message></Error>',
            })
          : route.continue(),
      );
      const removed = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.status() === 204);
      await choose(page, file('again.jpg', picture));
      await page.getByText('The disk of the application is full.').waitFor();
      await removed;
      await page.getByRole('button', { name: 'Retry again.jpg' }).click();
      await page.getByRole('link', { name: /again.jpg, 1200/ }).waitFor();
      expect((await (await clientOf('bob')).list()).items).toHaveLength(1);
    });

    it('continues automatically when the API and the store are temporarily busy', async () => {
      const busy = (path: string, body: string) => page.route(path, (route) => route.fulfill({ status: 503, body }), { times: 2 });
      await busy('**/api/images', '{"message":"Service Unavailable"}');
      await busy('**/s3/originals/', '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>');
      await choose(page, file('busy.jpg', picture));
      await page.getByRole('link', { name: /busy.jpg, 1200/ }).waitFor();
      expect((await (await clientOf('bob')).list()).items).toHaveLength(1);
    });

    // part: platforms
    it('sends the file itself to a store without forms', async () => {
      await page.route('**/api/images', async (route) => {
        const answer = await route.fetch();
        const { upload, ...started } = await answer.json();
        const put = { 'content-type': 'image/jpeg' };
        const url = new URL('/store/photo', upload.url).href;
        await route.fulfill({ response: answer, json: { ...started, upload: { ...upload, url, fields: {}, put } } });
      });
      await page.route('**/store/photo', (route) => route.fulfill({ status: 200 }));
      const sent = page.waitForRequest('**/store/photo');
      await choose(page, file('put.jpg', picture));
      const request = await sent;
      const headers = request.headers();
      expect([request.method(), headers['content-type'], request.postDataBuffer()]).toEqual(['PUT', 'image/jpeg', picture]);
      await page.getByText('put.jpg was uploaded and is being resized.').waitFor({ state: 'attached' });
    });

    it('retries an image that failed because of an internal error', async () => {
      await choose(page, file('sound.jpg', picture));
      await page.getByRole('link', { name: /sound.jpg, 1200/ }).waitFor();
      // Only the first list is a stub. The retry and all later responses are the application's own.
      const [sound] = (await (await clientOf('bob')).list()).items;
      const { sizes, original, ...rest } = sound ?? {};
      const failed = { ...rest, status: 'FAILED', reason: 'A fault on our side. Start it again.', retryable: true };
      await page.route('**/api/images?*', (route) => route.fulfill({ json: { items: [failed] } }), { times: 1 });
      await page.route('**/retry', (route) => route.fulfill({ status: 202, json: { ...rest, status: 'PENDING' } }), { times: 1 });
      await page.reload();
      await page.getByRole('button', { name: 'Retry sound.jpg' }).click();
      await page.getByRole('link', { name: /sound.jpg, 1200/ }).waitFor();
    });

    it('cancels an upload, and leaves nothing of it', async () => {
      const release = await throttle(page, 20_000);
      await choose(page, file('regretted.jpg', picture));
      await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0);
      const removed = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.status() === 204);
      await page.getByRole('button', { name: 'Cancel upload of regretted.jpg' }).click();
      await release();
      await removed;
      expect(await page.getByText('regretted.jpg').count()).toBe(0);
      expect((await (await clientOf('bob')).list()).items).toEqual([]);
    });

    it('accepts dropped and pasted photos, with the content type of their signature', async () => {
      const bytes = (await photo({ width: 40, height: 40, format: 'png' })).toString('base64');
      for (const [event, name] of [
        ['drop', 'dropped.jpg'],
        ['paste', 'pasted.jpg'],
      ] as const) {
        await page.evaluate(
          ([base64, type, fileName]) => {
            const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([content], fileName, { type: 'image/jpeg' }));
            const options = { bubbles: true, cancelable: true };
            const event =
              type === 'drop'
                ? new DragEvent(type, { ...options, dataTransfer: data })
                : new ClipboardEvent(type, { ...options, clipboardData: data });
            document.querySelector('h1')?.dispatchEvent(event);
          },
          [bytes, event, name] as const,
        );
        await page.getByRole('link', { name: `${name}, 40 × 40 pixels` }).waitFor();
      }
    });

    it('loads more while scrolling, and restores the scroll position', async () => {
      // The images have no file and stay PENDING, which is sufficient for a list.
      const ids: string[] = [];
      const authorization = `Bearer ${await tokenOf('bob')}`;
      for (let number = 0; number < 26; number += 1) {
        const body = JSON.stringify({ contentType: 'image/png', name: `number ${number}.png` });
        const answer = await fetch(`${application.url}/images`, { method: 'POST', headers: { authorization }, body });
        ids.push((await answer.json()).id);
      }
      await page.setViewportSize({ width: 360, height: 400 });
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('.tile').length === 24);
      await page.mouse.wheel(0, 20_000);
      await page.waitForFunction(() => document.querySelectorAll('.tile').length === 26);
      const [first] = ids;
      await page.locator(`a[href="/view/${first}"]`).click();
      await heading('number 0.png').waitFor();
      await page.goBack();
      await page.waitForFunction(() => scrollY > 200);
      await page.setViewportSize(viewport);
    });

    it('shows a photo that is opened by its URL, and a message when it does not exist', async () => {
      const client = await clientOf('bob');
      const id = await client.upload(new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'linked.jpg');
      await client.settled(id);
      await page.goto(`${application.url}/view/${id}`);
      await heading('linked.jpg').waitFor();
      await page.goto(`${application.url}/view/01920000-0000-7000-8000-000000000000`);
      await heading('Photo not found').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.goto(`${application.url}/view/nonsense`);
      await heading('Page not found').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    const problem = (status: number, body: object) => ({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify(body),
    });

    it('names the exceeded limit, and stops the queued uploads from useless attempts', async () => {
      await page.goto(application.url);
      await heading('Photos').waitFor();
      let asked = 0;
      const detail = 'You have started 2000 images today, the limit for one day (uploadsPerDay). Try again after midnight UTC.';
      await page.route('**/api/images', (route) => {
        asked += 1;
        return route.fulfill(problem(429, { detail, limit: { name: 'uploadsPerDay', allowed: 2000 }, retryAfterSeconds: 60 }));
      });
      await choose(page, ...[1, 2, 3, 4, 5].map((number) => file(`${number}.jpg`, picture)));
      await page.getByText('uploadsPerDay: 2,000').waitFor();
      await heading('5 files not uploaded').waitFor();
      await page.getByRole('button', { name: 'Show 5 files' }).click();
      expect(await page.getByText('Try again after midnight').count()).toBe(5);
      expect(asked).toBe(3);
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('asks the user to sign in again when the API rejects the token', async () => {
      await page.route('**/api/images', (route) => route.fulfill({ status: 401, json: { message: 'Unauthorized' } }));
      await choose(page, file('late.jpg', picture));
      await page.getByText('Your session has ended. Sign in again').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('alert').getByRole('button', { name: 'Sign in' }).click();
      // Waits for the redirect to the issuer and back: the old page has the same heading.
      await page.waitForFunction(() => !document.body.innerText.includes('Your session has ended.'));
      await heading('Photos').waitFor();
    });

    it('shows a message when the list loads slowly', async () => {
      let answer = () => undefined as unknown;
      const asked = new Promise<void>((come) => {
        void page.route('**/api/images?*', (route) => {
          answer = () => route.continue();
          come();
        });
      });
      await page.clock.install();
      await page.reload();
      await asked;
      await page.clock.runFor(6000);
      await page.getByText('This takes longer than usual').waitFor();
      await answer();
      await heading('Your first photo goes here').waitFor();
      expect(await page.getByText('This takes longer than usual').count()).toBe(0);
      await page.clock.resume();
    });

    it('shows why the list could not be loaded, and loads it again', async () => {
      const throttled = { status: 429, headers: { 'retry-after': '3600' }, body: '{"message":"Too Many Requests"}' };
      await page.route('**/api/images?*', (route) => route.fulfill(throttled), { times: 1 });
      await page.reload();
      await page.getByText('Too many requests').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await heading('Your first photo goes here').waitFor();
    });
  });

  describe('for a visitor', () => {
    beforeEach(openWindow);
    afterEach(() => context.close());

    it('works under the computer’s other host name', async () => {
      await signIn(page, application.url.replace('localhost', '127.0.0.1'), 'bob');
      await choose(page, file('elsewhere.jpg', picture));
      await page.getByRole('link', { name: /elsewhere.jpg, 1200/ }).waitFor();
      await pictures(1);
    });

    it('shows a message when it cannot start', async () => {
      await page.route('**/config.json', (route) => route.abort());
      await page.goto(application.url);
      await heading('This page could not start').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });
});
