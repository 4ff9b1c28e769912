// Uploads from the user's point of view: after a reload, duplicates, many at once, and in other views.
import { landscapes } from '../../lib/testing/images/landscape';
import { photo } from '../../lib/testing/images/photo';
import { accessibilityFaults } from '../support/accessibility';
import { describeInBrowser } from '../support/browser';
import { until } from '../support/until';
import { SignedInPage } from './signed-in-page';
import { choose, file, throttle } from './visitor';

/** Upload speed in most tests, in bytes per second. */
const slow = 20_000;

describeInBrowser()('uploads on the page', () => {
  const signedIn = new SignedInPage('alice');
  let picture: Buffer;
  const page = () => signedIn.page;
  const heading = (name: string) => page().getByRole('heading', { name, exact: true }).waitFor();
  const button = (name: string | RegExp) => page().getByRole('button', { name });
  const row = (name: string) => page().getByRole('listitem').filter({ hasText: name });
  const badge = () =>
    page()
      .getByRole('banner')
      .getByRole('link', { name: /Uploading|not uploaded/ });
  const names = async () => (await (await signedIn.client()).list({ limit: 100 })).items.map(({ name }) => name).sort();

  beforeAll(async () => {
    [picture = Buffer.alloc(0)] = await landscapes([{ width: 1600, height: 1200 }]);
  });
  beforeEach(async () => {
    await signedIn.page.close();
    await signedIn.openTab();
    await signedIn.open('/');
  });
  afterEach(async () => {
    await page().unrouteAll();
    await signedIn.removeAll();
  });

  /** Starts an upload and reloads the page before the file is sent. @returns the image's id */
  async function interrupt(name: string): Promise<string> {
    const release = await throttle(page(), slow);
    await choose(page(), file(name, picture));
    await page().waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.1);
    const [image] = (await (await signedIn.client()).list()).items;
    page().once('dialog', (dialog) => dialog.accept());
    await page().reload();
    await release();
    return image?.id ?? '';
  }

  it('ask for a confirmation before the page is left, until they are done', async () => {
    const asked: string[] = [];
    page().on('dialog', (dialog) => {
      asked.push(dialog.type());
      return dialog.dismiss();
    });
    const release = await throttle(page(), slow);
    await choose(page(), file('precious.jpg', picture));
    // Browsers ask only after a user interaction.
    await heading('Uploading 1 photo');
    await page().getByRole('heading', { name: 'Photos', exact: true }).click();
    await page().close({ runBeforeUnload: true });
    await until(() => asked.length > 0);
    expect(asked).toEqual(['beforeunload']);
    await release();
    await page()
      .getByRole('link', { name: /precious.jpg, 1600/ })
      .waitFor();
    const closed = page().waitForEvent('close');
    await page().close({ runBeforeUnload: true });
    await closed;
    expect(asked).toEqual(['beforeunload']);
    await signedIn.openTab();
    await signedIn.open('/');
  });

  it('show that a reload interrupted them, and can be removed', async () => {
    const id = await interrupt('lost.jpg');
    await heading('1 photo needs your attention');
    await row('lost.jpg').getByText('Waiting for the upload').waitFor();
    expect(await page().getByText('Resizing').count()).toBe(0);
    expect(await accessibilityFaults(page())).toEqual([]);

    await row('lost.jpg').getByRole('link').click();
    await page().getByText('Waiting for the upload').waitFor();
    expect(new URL(page().url()).pathname).toBe(`/view/${id}`);
    expect(await accessibilityFaults(page())).toEqual([]);
    await page().keyboard.press('Escape');

    await button('Remove lost.jpg').click();
    await heading('Your first photo goes here');
    expect(await names()).toEqual([]);
  });

  it('can be repeated after a reload interrupted them, in the list and in the photo’s view', async () => {
    for (const where of ['list', 'photo'] as const) {
      const id = await interrupt(`${where}.jpg`);
      if (where === 'photo') await row('photo.jpg').getByRole('link').click();
      const [chooser] = await Promise.all([page().waitForEvent('filechooser'), button(/^Choose again/).click()]);
      expect(chooser.isMultiple()).toBe(false);
      await chooser.setFiles(file(`${where} again.jpg`, picture));
      await page()
        .getByRole('link', { name: new RegExp(`${where} again.jpg, 1600`) })
        .waitFor();
      await until(async () => (await (await signedIn.client()).get(id).catch(() => undefined)) === undefined);
    }
    expect(await names()).toEqual(['list again.jpg', 'photo again.jpg']);
  });

  it('show that the image is being resized when the file arrived before a reload', async () => {
    let held = true;
    // The file has arrived. The API's responses are stubs from before the sizes exist.
    await page().route('**/api/images?*', async (route) => {
      const answer = await route.fetch();
      const { items, ...rest } = await answer.json();
      const pending = ({ id, name, createdAt }: Record<string, string>) => ({
        id,
        name,
        createdAt,
        updatedAt: createdAt,
        status: 'PENDING',
      });
      await route.fulfill({ json: held ? { ...rest, items: items.map(pending) } : { ...rest, items } });
    });
    await page().route(/api\/images\/[\w-]+$/, (route) => (held ? route.abort() : route.continue()));
    await choose(page(), file('arrived.jpg', picture));
    await page().getByRole('link', { name: 'arrived.jpg, resizing' }).waitFor();
    await page().reload();
    await page().getByText('Resizing …').waitFor();
    expect(await page().getByText('Waiting for the upload').count()).toBe(0);
    held = false;
    await page()
      .getByRole('link', { name: /arrived.jpg, 1600/ })
      .waitFor();
  });

  it('of other programs are doubtful only after their form has expired', async () => {
    const aMinuteAgo = new Date(Date.now() - 60_000).toISOString();
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const pending = (id: string, name: string, createdAt: string) => ({
      id,
      name,
      createdAt,
      updatedAt: createdAt,
      status: 'PENDING',
    });
    const items = [
      pending('01920000-0000-7000-8000-000000000002', 'young.jpg', aMinuteAgo),
      pending('01920000-0000-7000-8000-000000000001', 'old.jpg', anHourAgo),
    ];
    await page().route('**/api/images?*', (route) => route.fulfill({ json: { items } }));
    await page().route('**/api/images/*', (route) =>
      route.fulfill({ json: items.find(({ id }) => route.request().url().endsWith(id)) }),
    );
    await page().reload();
    await row('old.jpg').getByText('The upload may have failed').waitFor();
    await page().getByRole('link', { name: 'young.jpg, resizing' }).waitFor();
    expect(await page().locator('.tile').count()).toBe(1);
  });

  it('of an existing photo wait for a confirmation', async () => {
    await choose(page(), file('twice.jpg', picture), file('once.jpg', picture), file('once.jpg', picture));
    await page()
      .getByRole('link', { name: /twice.jpg, 1600/ })
      .waitFor();
    await row('once.jpg').getByText('A photo with this name and size').waitFor();
    expect(await accessibilityFaults(page())).toEqual([]);
    await button('Dismiss once.jpg').click();

    await page().reload();
    await page()
      .getByRole('link', { name: /twice.jpg, 1600/ })
      .waitFor();
    const other = await photo({ width: 50, height: 50 });
    await choose(page(), file('twice.jpg', picture), file('twice.jpg', other));
    await page().getByRole('link', { name: 'twice.jpg, 50 × 50 pixels' }).waitFor();
    await heading('1 file not uploaded');
    expect(await names()).toEqual(['once.jpg', 'twice.jpg', 'twice.jpg']);
    await button('Upload anyway: twice.jpg').click();
    await page().waitForFunction(() => document.querySelectorAll('.picture.shown').length === 4);
    expect(await names()).toEqual(['once.jpg', 'twice.jpg', 'twice.jpg', 'twice.jpg']);
  });

  it('of many files take little space, show their total progress, and can be canceled together', async () => {
    const release = await throttle(page(), slow);
    await choose(page(), ...Array.from({ length: 24 }, (_, number) => file(`${number}.jpg`, picture)));
    await heading('Uploading 24 photos');
    expect(await page().locator('.row').count()).toBe(0);
    const panel = page().getByRole('region', { name: 'Uploading 24 photos' });
    expect((await panel.boundingBox())?.height).toBeLessThan(150);
    const overall = page().getByRole('progressbar', { name: 'All uploads' });
    await until(async () => Number(await overall.getAttribute('value')) > 0.005);
    await page()
      .getByText(/^0 of 24 uploaded, \d%$/)
      .waitFor();
    expect(await accessibilityFaults(page())).toEqual([]);

    await button('Show 24 files').click();
    expect(await page().locator('.row').count()).toBe(24);
    expect((await panel.boundingBox())?.height).toBeLessThan(600);
    expect(await accessibilityFaults(page())).toEqual([]);
    await button('Hide 24 files').click();

    await button('Cancel all').click();
    await heading('Your first photo goes here');
    await release();
    await until(async () => (await names()).length === 0);
  });

  it('are visible in every view, with a link to the list', async () => {
    await choose(page(), file('first.jpg', picture));
    await page()
      .getByRole('link', { name: /first.jpg, 1600/ })
      .click();
    await heading('first.jpg');
    expect(await badge().count()).toBe(0);
    const release = await throttle(page(), slow);
    await page().evaluate(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'dropped.jpg', { type: 'image/jpeg' }));
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      },
      [...picture],
    );
    await badge().waitFor();
    expect(await badge().innerText()).toMatch(/Uploading\s+1/);
    expect(await accessibilityFaults(page())).toEqual([]);
    await badge().click();
    await heading('Uploading 1 photo');

    await button('Sign out').click();
    await heading('Sign out and cancel uploads?');
    expect(await accessibilityFaults(page())).toEqual([]);
    await page().keyboard.press('Escape');
    await release();
    await page()
      .getByRole('link', { name: /dropped.jpg, 1600/ })
      .waitFor();
    expect(await badge().count()).toBe(0);
  });

  it('are canceled by a sign-out, and leave nothing', async () => {
    await throttle(page(), slow);
    await choose(page(), file('a.jpg', picture), file('b.jpg', picture));
    await page().waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.05);
    expect(await names()).toEqual(['a.jpg', 'b.jpg']);
    await button('Sign out').click();
    await page().getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await button('Sign in').waitFor();
    expect(await names()).toEqual([]);
  });
});
