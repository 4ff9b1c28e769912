import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { ImageClient } from '../../client/image-client';
import { addressOf } from '../../local/address';
import { Issuer } from '../../local/cognito/issuer';
import { launchBrowser } from '../support/browser';
import { type LocalApplication, startLocal } from '../support/local';
import { signIn } from './visitor';

/** A page with a signed-in user, for all tests of a `describe`. */
export class SignedInPage {
  application!: LocalApplication;
  context!: BrowserContext;
  page!: Page;
  /** Console errors of the browser during a test, such as a violation of the Content-Security-Policy. */
  readonly messages: string[] = [];
  private browser!: Browser;

  /** Call it inside a `describe`: it registers the hooks. */
  constructor(
    private readonly user: string,
    options: BrowserContextOptions = {},
  ) {
    beforeAll(async () => {
      [this.application, this.browser] = await Promise.all([startLocal(), launchBrowser()]);
      // Animations keep the CPU busy.
      this.context = await this.browser.newContext({ viewport: { width: 800, height: 600 }, reducedMotion: 'reduce', ...options });
      await this.openTab();
      await signIn(this.page, this.url, user);
    }, 30_000);
    beforeEach(() => {
      this.messages.length = 0;
    });
    afterEach(() => {
      // Error responses are reported too; some tests cause them.
      expect(this.messages.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    });
    afterAll(() => this.browser?.close());
  }

  get url(): string {
    return this.application.url;
  }

  /** Opens another tab of the same browser, which becomes `page`. */
  async openTab(): Promise<void> {
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(20_000);
    this.page.on('console', (message) => this.messages.push(message.text()));
    this.page.on('pageerror', (error) => this.messages.push(String(error)));
  }

  async client(): Promise<ImageClient> {
    const issuer = await Issuer.open(this.application.dataDir, addressOf(Number(new URL(this.url).port)));
    return new ImageClient(`${this.url}/api`, { token: await issuer.issue(this.user) });
  }

  /** Uploads photos by the API, and opens the list. @returns their ids, in the order of the names */
  async show(photo: Buffer, ...names: string[]): Promise<string[]> {
    const client = await this.client();
    const ids: string[] = [];
    for (const name of names) ids.push(await client.upload(new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), name));
    for (const id of ids) await client.settled(id);
    await this.open('/');
    if (names.length > 0)
      await this.page
        .getByRole('link', { name: names.at(-1) })
        .first()
        .waitFor();
    return ids;
  }

  /** Opens a URL of the page, and waits for the redirects to the issuer and back. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  async removeAll(): Promise<void> {
    const client = await this.client();
    for (const { id } of (await client.list({ limit: 100 })).items) await client.remove(id);
  }
}
