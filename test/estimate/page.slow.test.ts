// The page of the estimate: in a browser, and with hostile names.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { analyze } from '../../estimate/analysis';
import { htmlOf } from '../../estimate/html/page';
import { pricesOf } from '../../estimate/prices/regions';
import { synthesize } from '../../estimate/template/read';
import { Template } from '../../estimate/template/template';
import { profiles } from '../../estimate/traffic/traffic';
import { accessibilityFaults } from '../support/accessibility';
import { describeInBrowser, launchBrowser } from '../support/browser';

const list = pricesOf('us-east-1');
const hostile = `</title><script>alert(1)</script>"'&\u0000`;

function pageOf(template: Template, title: string): string {
  const traffic = profiles.growing;
  return htmlOf(analyze(template, traffic, list, { utilization: 0.7 }), { title, template, traffic, list });
}

/** A template whose names are markup. */
const hostileTemplate = new Template({
  Resources: {
    [hostile]: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
    [`${hostile}alarm`]: { Type: 'AWS::CloudWatch::Alarm' },
    Other: { Type: `AWS::${hostile}` },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: { Ref: hostile } } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: `GET /${hostile}`, Target: { Ref: 'Integration' } } },
    Schedule: { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: hostile } },
  },
});

const pages = { application: '', hostile: pageOf(hostileTemplate, hostile) };
beforeAll(() => {
  pages.application = pageOf(synthesize({ stage: 'production' }), 'Stage production, growing');
});

describe('the page', () => {
  it('has no script, no reference to a network, and nothing that is undefined', () => {
    for (const page of Object.values(pages)) {
      expect(page).not.toMatch(/<script|<link|<img|\bsrc=|@import|url\((?!#)|undefined|NaN|\[object/);
      expect(page.match(/href="(?!https:\/\/aws\.amazon\.com\/)/)).toBeNull();
    }
  });

  it('replaces every color of the charts by one of its style', () => {
    expect(pages.application).not.toMatch(/#00000\d/);
    expect(pages.application).toMatch(/stroke="var\(--lambda\)"/);
  });

  it('escapes names', () => {
    expect(pages.hostile).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd');
    expect(pages.hostile).not.toContain('\u0000');
  });

  it('lists every assumption, measurement and price with its source', () => {
    for (const text of [
      'bytes of a record and its index entry',
      'a warm call of get-image',
      'vCPU, arm64',
      'aws.amazon.com/fargate',
    ])
      expect(pages.application).toContain(text);
  });
});

describe('the analysis', () => {
  it.each(Object.keys(profiles) as (keyof typeof profiles)[])('of %s takes less than 2 s of CPU time, with its page', (name) => {
    const template = synthesize({ stage: 'production' });
    const before = process.cpuUsage();
    const traffic = profiles[name];
    htmlOf(analyze(template, traffic, list, { utilization: 0.7 }), { title: name, template, traffic, list });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

describe('the command', () => {
  const run = (folder: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, ['--require', './cli/typescript.cjs', 'estimate/main.ts', ...args], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, TMPDIR: folder },
    });

  it('writes a page, and does not overwrite one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'estimate-'));
    try {
      const template = join(folder, 'template.json');
      await writeFile(template, '{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}');
      const file = join(folder, 'page.html');
      const { stdout } = await run(folder, '--template', template, '--html', file, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ containers: [], advice: [] });
      expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
      await expect(run(folder, '--template', template, '--html', file)).rejects.toThrow(
        /already exists\. Add --force to overwrite it/,
      );
      await run(folder, '--template', template, '--html', file, '--force');
      await expect(run(folder, '--template', template, '--force')).rejects.toThrow(/--force requires --html/);
      await expect(run(folder, '--template', template, '--html', join(folder, 'no', 'page.html'))).rejects.toThrow(/Cannot write/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describeInBrowser()('the page in a browser', () => {
  let browser: Browser;
  let page: Page;
  const messages: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('console', (message) => messages.push(message.text()));
    page.on('dialog', (dialog) => messages.push(dialog.message()));
    page.on('request', (request) => messages.push(request.url()));
  });
  afterAll(() => browser.close());
  afterEach(() => expect(messages).toEqual([]));

  it.each(Object.keys(pages) as (keyof typeof pages)[])('has no violations of accessibility: %s', async (name) => {
    await page.setContent(pages[name]);
    for (const details of await page.locator('summary').all()) await details.click();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([1_280, 390])('is not wider than a window of %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    for (const name of Object.keys(pages) as (keyof typeof pages)[]) {
      await page.setContent(pages[name]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      // One of the two drawings of each chart.
      const shown = await page.locator('figure [role=img]:visible').count();
      expect(shown).toBe(await page.locator('figure').count());
    }
  });
});
