// `npm run screenshots`: captures every view of the page in light, in dark and on a phone, for docs/screenshots.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { type Frame, landscapes } from '../../lib/testing/images/landscape';
import { TestLog } from '../../lib/testing/test-log';
import { startApplication } from '../../local/application';
import { launchBrowser } from '../support/browser';
import { type ChosenFile, choose, file, heic, signIn, throttle } from './visitor';

const folder = join(__dirname, '../../docs/screenshots');

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

const frames: readonly (Frame & { readonly name: string })[] = [
  { name: 'dawn.jpg', width: 3000, height: 2000 },
  { name: 'spring.jpg', width: 2000, height: 2600 },
  { name: 'canyon.jpg', width: 2400, height: 1800 },
  { name: 'moonlight.jpg', width: 3200, height: 1800 },
  { name: 'mist.jpg', width: 2000, height: 2000 },
  { name: 'violet-hour.jpg', width: 3000, height: 2000 },
  { name: 'before-the-storm.jpg', width: 1800, height: 2400 },
  { name: 'high-pasture.jpg', width: 3000, height: 2000 },
  { name: 'last-light.jpg', width: 2800, height: 2100 },
];

runCommand(main);

async function main(): Promise<number> {
  readArguments(process.argv.slice(2), 'npm run screenshots', (args) => parseOptions(args, {}));
  const photos = (await landscapes(frames)).map((bytes, index) => file(frames[index]?.name ?? '', bytes));
  const browser = await launchBrowser();
  await mkdir(folder, { recursive: true });
  for (const [look, options] of Object.entries(looks)) {
    const dataDir = await mkdtemp(join(tmpdir(), 'app-screenshots-'));
    const application = await startApplication({ dataDir, port: 0, log: new TestLog() });
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    await tour(await context.newPage(), application.url, photos, look);
    await context.close();
    await application.close();
    await rm(dataDir, { recursive: true });
  }
  await browser.close();
  return 0;
}

/** All views, in the order in which a user sees them. */
async function tour(page: Page, url: string, photos: readonly ChosenFile[], look: string): Promise<void> {
  const shoot = (view: string, options = {}) => save(page, `${view}-${look}`, options);
  const shown = (count: number) =>
    page.waitForFunction((wanted) => document.querySelectorAll('.picture.shown').length >= wanted, count);

  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await shoot('signed-out');

  await signIn(page, url, 'alice');
  await page.getByText('Your first photo goes here').waitFor();
  await shoot('empty');

  await choose(page, ...photos.slice(0, 5));
  await shown(5);
  // Uploaded alone, so that its figures include no waiting time.
  await choose(page, ...photos.slice(5, 6));
  await shown(6);
  const release = await throttle(page, 60_000);
  await choose(page, ...photos.slice(6), file('IMG_4031.heic', heic, 'image/heic'));
  await page.getByRole('button', { name: 'Show 4 files' }).click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.row progress')].some((bar) => (bar as HTMLProgressElement).value > 0.4),
  );
  await shoot('uploading');
  await release();
  await shown(9);
  await page.getByRole('button', { name: 'Dismiss IMG_4031.heic' }).click();
  await page.mouse.move(0, 0);
  await shoot('photos');

  await page.getByRole('button', { name: 'Select' }).click();
  for (const name of ['canyon', 'mist', 'spring']) await page.getByRole('checkbox', { name }).check();
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await shoot('selecting');
  await page.getByRole('button', { name: 'Done' }).click();

  await choose(page, file('IMG_4032.jpg', heic));
  await page.getByText('is a HEIC').waitFor();
  await shoot('failed');

  await page.getByRole('link', { name: 'violet-hour.jpg' }).click();
  await page.waitForFunction(() => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length >= 3);
  await page.mouse.move(0, 0);
  await shoot('photo', { fullPage: look !== 'phone' });
}

async function save(page: Page, name: string, options: { fullPage?: boolean }): Promise<void> {
  const picture = await page.screenshot({ animations: 'disabled', ...options });
  await sharp(picture)
    .png({ palette: true, colors: 256, dither: 1, effort: 10 })
    .toFile(join(folder, `${name}.png`));
}
