import type { Page } from 'playwright-core';

/** Actions of a user on the page. */

/** Opens the page and signs in as one of the local users. */
export async function signIn(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: user }).click();
  await page.getByRole('heading', { name: 'Photos' }).waitFor();
}

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export const file = (name: string, buffer: Buffer, mimeType = 'image/jpeg'): ChosenFile => ({ name, mimeType, buffer });

/** The start of a HEIC file, sufficient to detect the format. */
export const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1');

/** Chooses files, as the browser's file picker does. */
export async function choose(page: Page, ...files: readonly ChosenFile[]): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([...files]);
}

/** Limits the upload speed of the page, in bytes per second. @returns a function that removes the limit */
export async function throttle(page: Page, uploadThroughput: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput });
  return async () => {
    await session.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: -1 });
    await session.detach();
  };
}
