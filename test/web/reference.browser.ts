import type { Browser, Page, Request } from 'playwright-core';
import { endpoints } from '../../lambda/api/endpoints';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { type LocalApplication, startLocal } from '../support/local';

describeInBrowser()('the reference of the API', () => {
  let application: LocalApplication;
  let browser: Browser;
  let page: Page;
  const messages: string[] = [];
  const requests: Request[] = [];

  beforeAll(async () => {
    [application, browser] = await Promise.all([startLocal(), launchBrowser()]);
    page = await browser.newPage({ viewport: { width: 1000, height: 1200 } });
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    page.on('request', (request) => requests.push(request));
    await page.goto(`${application.url}/reference`);
  }, 30_000);
  afterAll(() => browser.close());
  afterEach(() => expect(messages).toEqual([]));

  it('shows every endpoint and asks no other server for anything', async () => {
    await page
      .locator('.opblock')
      .nth(endpoints.length - 1)
      .waitFor();
    const shown = await page.locator('.opblock-summary-path').evaluateAll((all) => all.map((each) => each.textContent));
    expect(shown.map((path) => path?.replaceAll('\u200b', '')).sort()).toEqual(endpoints.map(({ path }) => path).sort());
    const origins = requests.map((request) => new URL(request.url())).filter(({ protocol }) => protocol !== 'data:');
    expect([...new Set(origins.map(({ origin }) => origin))]).toEqual([application.url]);
  });

  it('sends a request with a token and shows the answer', async () => {
    const { authorization = '' } = await application.alice.headers();
    await page.getByRole('button', { name: 'Authorize', exact: true }).first().click();
    await page.locator('.auth-container input').fill(authorization.replace('Bearer ', ''));
    await page.locator('.auth-btn-wrapper .authorize').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();
    const list = page.locator('.opblock-get', { has: page.locator('[data-path="/images"]') });
    await list.locator('.opblock-summary-control').click();
    await list.getByRole('button', { name: 'Try it out' }).click();
    await list.getByRole('button', { name: 'Execute' }).click();
    await list.locator('.live-responses-table .response-col_status').filter({ hasText: '200' }).waitFor();
    expect(await list.locator('.live-responses-table tbody .response-col_description').textContent()).toContain('"items": []');
  });
});
