// Selecting and deleting several photos, by keyboard and by pointer, and downloads.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../../lib/testing/images/photo';
import { largestSize, smallestSize } from '../../lib/testing/sizes';
import { accessibilityFaults } from '../support/accessibility';
import { describeInBrowser } from '../support/browser';
import { SignedInPage } from './signed-in-page';

describeInBrowser()('several photos', () => {
  const signedIn = new SignedInPage('alice');
  const page = () => signedIn.page;
  const heading = (name: string) => page().getByRole('heading', { name, exact: true }).waitFor();
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const box = (name: string) => page().getByRole('checkbox', { name });
  const focused = () => page().evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent);
  const stored = async () => (await (await signedIn.client()).list()).items.map(({ name }) => name);

  beforeEach(async () => {
    await signedIn.show(await photo({ width: 60, height: 40 }), 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
  });
  afterEach(async () => {
    await page().unrouteAll();
    await signedIn.removeAll();
  });

  it('are selected and deleted by keyboard only, after one confirmation', async () => {
    await button('Select').focus();
    await page().keyboard.press('Enter');
    expect(await focused()).toBe('Select all 4');
    expect(
      await page()
        .getByRole('link', { name: /pixels/ })
        .count(),
    ).toBe(0);
    for (const _ of ['Done', 'd.jpg', 'c.jpg']) await page().keyboard.press('Tab');
    expect(await focused()).toContain('c.jpg');
    await page().keyboard.press('Space');
    await page().keyboard.press('Tab');
    await page().keyboard.press('Space');
    await page().getByText('2 photos selected').waitFor();
    expect(await accessibilityFaults(page())).toEqual([]);

    await button('Delete').press('Enter');
    await heading('Delete 2 photos?');
    expect(await accessibilityFaults(page())).toEqual([]);
    await page().keyboard.press('Escape');
    expect(await box('c.jpg').isChecked()).toBe(true);
    await button('Delete').press('Enter');
    await page().getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page()
      .getByRole('link', { name: /pixels/ })
      .first()
      .waitFor();
    expect(await stored()).toEqual(['d.jpg', 'a.jpg']);
    expect(
      await page()
        .getByRole('link', { name: /pixels/ })
        .count(),
    ).toBe(2);
    expect(await focused()).toBe('Select');
  });

  it('are all selected, all deselected, toggled by a click anywhere on them, and deselected by Escape', async () => {
    await button('Select').click();
    await button('Select all 4').click();
    await page().getByText('4 photos selected').waitFor();
    await page()
      .locator('.tile')
      .filter({ has: box('b.jpg') })
      .click({ position: { x: 100, y: 100 } });
    await page().getByText('3 photos selected').waitFor();
    expect(await box('b.jpg').isChecked()).toBe(false);
    await button('Select all 4').click();
    await button('Deselect all').click();
    expect(await button('Delete').isDisabled()).toBe(true);
    await page().keyboard.press('Escape');
    await page().getByRole('link', { name: 'b.jpg' }).waitFor();
    expect(await focused()).toBe('Select');
    expect(await stored()).toHaveLength(4);
  });

  it('stay selected when they could not be deleted, with the reason', async () => {
    const [c] = (await (await signedIn.client()).list()).items.filter(({ name }) => name === 'c.jpg');
    const fault = { status: 409, json: { detail: 'It is locked.' } };
    await page().route(`**/api/images/${c?.id}`, (route) => route.fulfill(fault), { times: 1 });
    await button('Select').click();
    for (const name of ['b.jpg', 'c.jpg', 'd.jpg']) await box(name).check();
    await button('Delete').click();
    await page().getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page().getByText('1 of 3 photos could not be deleted and is still selected. It is locked.').waitFor();
    expect(await stored()).toEqual(['c.jpg', 'a.jpg']);
    expect([await box('c.jpg').isChecked(), await box('a.jpg').isChecked()]).toEqual([true, false]);
    expect(await accessibilityFaults(page())).toEqual([]);
    await button('Delete').click();
    await page().getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page().getByRole('link', { name: 'a.jpg' }).waitFor();
    expect(await stored()).toEqual(['a.jpg']);
  });

  it('are downloaded in each size under the photo’s name', async () => {
    await page().getByRole('link', { name: 'b.jpg' }).click();
    await heading('b.jpg');
    // The browser's cache already contains the picture.
    await page().waitForFunction(
      (count) => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length === count,
      sizeNames.length,
    );
    for (const size of sizeNames) {
      const [download] = await Promise.all([page().waitForEvent('download'), button(`Download ${size}`).click()]);
      expect(download.suggestedFilename()).toBe(`b-${size}.webp`);
      expect(await sharp(await readFile(await download.path())).metadata()).toMatchObject({
        format: 'webp',
        width: 60,
        height: 40,
      });
    }
    await page().route('**/s3/renditions/**', (route) => route.abort());
    await button(`Download ${largestSize}`).click();
    await page().getByText('The service cannot be reached.').waitFor();
    expect(await accessibilityFaults(page())).toEqual([]);
  });

  it('have a link that can be copied without a layout shift', async () => {
    await signedIn.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page().getByRole('link', { name: 'a.jpg' }).click();
    await heading('a.jpg');
    const copy = button(`Copy link to ${smallestSize}`);
    await copy.waitFor();
    const places = () =>
      page().$$eval('figure, figure button, figure a', (all) => all.map((each) => JSON.stringify(each.getBoundingClientRect())));
    const before = await places();
    await copy.click();
    await page().getByText(`Copy link to ${smallestSize}: copied.`).waitFor({ state: 'attached' });
    expect(await places()).toEqual(before);
    expect(await page().evaluate(() => navigator.clipboard.readText())).toContain(`/${smallestSize}`);
  });
});
