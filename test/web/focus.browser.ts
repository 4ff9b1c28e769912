// Keyboard users can see which element has the focus: the pixels are compared, in both themes.
import { landscapes } from '../../lib/testing/images/landscape';
import { describeInBrowser } from '../support/browser';
import { missingFocusRings } from './focus-ring';
import { SignedInPage } from './signed-in-page';
import { choose, file, heic } from './visitor';

describeInBrowser()('the focus', () => {
  const signedIn = new SignedInPage('alice', { viewport: { width: 1000, height: 900 } });
  const page = () => signedIn.page;
  const heading = (name: string) => page().getByRole('heading', { name, exact: true }).waitFor();
  let pictures: Buffer[];

  beforeAll(async () => {
    pictures = await landscapes([
      { width: 1500, height: 1000 },
      { width: 900, height: 1200 },
      { width: 1200, height: 1200 },
    ]);
  });

  /** @param count minimum number of focusable elements */
  async function expectRings(count: number): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page().emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const rings = await missingFocusRings(page());
      expect([colorScheme, ...rings.missing]).toEqual([colorScheme]);
      expect(rings.count).toBeGreaterThanOrEqual(count);
    }
  }

  it('is visible on an empty list', () => expectRings(3));

  it('is visible on photos, uploads and images that need attention', async () => {
    await choose(page(), ...pictures.map((bytes, index) => file(`${index}.jpg`, bytes)));
    await page().waitForFunction(() => document.querySelectorAll('.picture.shown').length === 3);
    await choose(page(), file('renamed.jpg', heic), file('phone.heic', heic, 'image/heic'));
    await choose(page(), file('1.jpg', pictures[1] ?? heic));
    await heading('1 photo needs your attention');
    await heading('2 files not uploaded');
    // Three in the header, two above the list, the buttons of the row and the list, a link, and the photos.
    await expectRings(15);
  });

  it('is visible on selectable photos and the selection bar', async () => {
    await page().getByRole('button', { name: 'Select' }).click();
    await page().getByRole('checkbox', { name: '1.jpg' }).check();
    await expectRings(15);
    await page().getByRole('button', { name: 'Done' }).click();
  });

  it('is visible on the view of a photo and in its dialog', async () => {
    await page().getByRole('link', { name: '1.jpg' }).click();
    await heading('1.jpg');
    await page().waitForFunction(() => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length === 3);
    await expectRings(17);
    await page().getByRole('button', { name: 'Delete' }).click();
    await expectRings(2);
    await page().keyboard.press('Escape');
  });

  it('is visible on the view of an unknown path and on the signed-out page', async () => {
    await signedIn.open('/nowhere');
    await heading('Page not found');
    await expectRings(3);
    await page().evaluate(() => localStorage.clear());
    await page().goto(signedIn.url);
    await page().getByRole('button', { name: 'Sign in' }).waitFor();
    await expectRings(1);
  });
});
