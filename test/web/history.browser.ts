import { appTitle } from '../../lambda/names';
// The browser's history: Back, reloads, navigation between photos, and the scroll position of the list.
import { photo } from '../../lib/testing/images/photo';
import { accessibilityFaults } from '../support/accessibility';
import { describeInBrowser } from '../support/browser';
import { SignedInPage } from './signed-in-page';

const names = Array.from({ length: 30 }, (_, number) => `number ${String(number).padStart(2, '0')}.jpg`);

describeInBrowser()('the history', () => {
  const signedIn = new SignedInPage('alice', { viewport: { width: 500, height: 500 } });
  let ids: string[];
  const page = () => signedIn.page;
  const heading = (name: string) => page().getByRole('heading', { name, exact: true }).waitFor();
  const path = () => new URL(page().url()).pathname;
  const tile = (name: string) => page().getByRole('link', { name });
  const scrolled = () => page().evaluate(() => scrollY);
  const entries = () => page().evaluate(() => history.length);

  beforeAll(async () => {
    // Newest first: number 29 is at the top of the list.
    ids = await signedIn.show(await photo({ width: 60, height: 40 }), ...names);
  });
  beforeEach(async () => {
    await signedIn.page.close();
    await signedIn.openTab();
    await signedIn.open('/');
    await tile('number 29').waitFor();
  });

  it('gets no extra entry from a reload, and Back returns to the previous view', async () => {
    await tile('number 29').click();
    await heading('number 29.jpg');
    const before = await entries();
    for (let reload = 0; reload < 3; reload += 1) {
      await page().reload();
      await heading('number 29.jpg');
    }
    expect(await entries()).toBe(before);
    await page().goBack();
    await heading('Photos');
    await page().goForward();
    await heading('number 29.jpg');
    expect(await entries()).toBe(before);
  });

  it('restores the scroll position of the list after Back, the link, Escape and a reload', async () => {
    await page().mouse.wheel(0, 20_000);
    await tile('number 00').waitFor();
    const ways: (() => Promise<unknown>)[] = [
      () => page().goBack(),
      () => page().getByRole('link', { name: 'Photos', exact: true }).click(),
      () => page().keyboard.press('Escape'),
    ];
    for (const back of ways) {
      await tile('number 10').scrollIntoViewIfNeeded();
      const left = await scrolled();
      expect(left).toBeGreaterThan(200);
      await tile('number 10').click();
      await heading('number 10.jpg');
      expect(await scrolled()).toBe(0);
      await back();
      await heading('Photos');
      await page().waitForFunction((wanted) => scrollY === wanted, left);
    }
    const before = await entries();
    await tile('number 20').scrollIntoViewIfNeeded();
    const left = await scrolled();
    expect(left).toBeGreaterThan(50);
    await page().waitForFunction((wanted) => history.state?.scrollY === wanted, left);
    await page().reload();
    await page().waitForFunction((wanted) => scrollY === wanted, left);
    expect(await entries()).toBe(before);
  });

  it('goes to the top of the list from its own link', async () => {
    await page().mouse.wheel(0, 20_000);
    await page().waitForFunction(() => scrollY > 200);
    await page().getByRole('link', { name: appTitle }).click();
    await page().waitForFunction(() => scrollY === 0);
  });

  it('navigates between photos by links and arrow keys beyond the loaded list, and Back returns to the list at once', async () => {
    await tile('number 28').click();
    await heading('number 28.jpg');
    expect(await accessibilityFaults(page())).toEqual([]);
    const before = await entries();
    const previous = page().getByRole('link', { name: 'Previous photo' });
    const next = page().getByRole('link', { name: 'Next photo' });

    await previous.click();
    await heading('number 29.jpg');
    expect(await previous.getAttribute('aria-disabled')).toBe('true');
    expect(await accessibilityFaults(page())).toEqual([]);
    // The focus stays on the link, which is disabled now.
    await page().keyboard.press('Tab');
    expect(await page().evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Next photo: number 28.jpg');
    await page().keyboard.press('Enter');
    await heading('number 28.jpg');
    expect(await page().evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Next photo: number 27.jpg');
    expect(await page().getByRole('status').first().innerText()).toBe('number 28.jpg');

    for (let number = 27; number >= 0; number -= 1) {
      await page().keyboard.press('ArrowRight');
      await heading(`number ${String(number).padStart(2, '0')}.jpg`);
      expect(path()).toBe(`/view/${ids[number]}`);
      if (number > 0) await page().waitForFunction(() => document.querySelector('[aria-label^="Next photo: "]'));
    }
    await page().keyboard.press('ArrowRight');
    await page().keyboard.press('ArrowLeft');
    await heading('number 01.jpg');
    expect(await next.getAttribute('aria-disabled')).toBe('false');
    expect(await entries()).toBe(before);
    await page().goBack();
    await heading('Photos');
  });

  it('handles arrow keys that are faster than the rendering', async () => {
    await tile('number 28').click();
    await heading('number 28.jpg');
    // In one task, during which nothing is rendered.
    await page().evaluate(() => {
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      }
    });
    await heading('number 26.jpg');
  });

  it('ignores the arrow keys and Escape in text fields, in dialogs and with a modifier key', async () => {
    await tile('number 28').click();
    await heading('number 28.jpg');
    await page().getByRole('textbox').click();
    await page().keyboard.press('ArrowRight');
    await page().keyboard.press('Escape');
    await page().getByRole('button', { name: 'Delete' }).click();
    await heading('Delete number 28.jpg?');
    await page().keyboard.press('ArrowRight');
    await page().keyboard.press('Escape');
    await page().getByRole('dialog').waitFor({ state: 'detached' });
    await page().keyboard.press('Shift+ArrowRight');
    expect(path()).toBe(`/view/${ids[28]}`);
    await page().keyboard.press('ArrowRight');
    await heading('number 27.jpg');
  });

  it('leads from a photo that was opened by its URL to its neighbors and to the list', async () => {
    await signedIn.open(`/view/${ids[25]}`);
    await page().getByRole('link', { name: 'Next photo: number 24.jpg' }).click();
    await heading('number 24.jpg');
    await page().keyboard.press('Escape');
    await heading('Photos');
    expect(path()).toBe('/');
  });

  it('shows a message for an unknown path', async () => {
    await signedIn.open('/nowhere/at/all');
    await heading('Page not found');
    expect(await accessibilityFaults(page())).toEqual([]);
    await page().getByRole('link', { name: 'Go to your photos' }).click();
    await heading('Photos');
  });
});
