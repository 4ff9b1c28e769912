import { join } from 'node:path';
import { triggers } from '../../../lambda/events/triggers';
import { photo } from '../../../lib/testing/images/photo';
import { TestClock } from '../../../lib/testing/test-clock';
import { loadTriggerFunctions } from '../../../local/functions';
import { newImageIn } from '../../support/json';
import { filesBelow, startLocal, until } from '../../support/local';

const jpeg = async () => new Blob([new Uint8Array(await photo({ width: 320, height: 200 }))], { type: 'image/jpeg' });
const storedIn = async (dataDir: string) => [
  ...(await filesBelow(join(dataDir, 'originals'))),
  ...(await filesBelow(join(dataDir, 'renditions'))),
];

test('the files of a removed image are removed, also when the application ended before', async () => {
  const { url, dataDir, close, log, alice } = await startLocal();
  const images = alice.images(url);
  const [first, second] = [await images.upload(await jpeg(), '1.jpg'), await images.upload(await jpeg(), '2.jpg')];
  for (const id of [first, second]) expect(await images.settled(id)).toMatchObject({ status: 'READY' });
  expect((await storedIn(dataDir)).length).toBeGreaterThanOrEqual(8);

  await images.remove(first);
  await until(async () => (await storedIn(dataDir)).length === 4);
  await images.remove(second);
  await close();

  // Without timers, one of which may see the files first, and warn.
  const functions = await loadTriggerFunctions(triggers.filter(({ on }) => !('schedule' in on)));
  const again = await startLocal({ dataDir, functions });
  await until(async () => (await storedIn(dataDir)).length === 0);
  await until(async () => (await filesBelow(join(dataDir, 'changes'))).length === 0);
  expect([...log.entries, ...again.log.entries].filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  await again.close();
});

test('removes an expired image without an upload', async () => {
  const clock = new TestClock();
  const { url, dataDir, close, alice } = await startLocal({ clock });
  const { id } = await newImageIn(alice.fetch(`${url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }));
  await close();
  clock.advance(8 * 24 * 60 * 60 * 1000);
  const again = await startLocal({ clock, dataDir });
  await until(async () => (await alice.fetch(`${again.url}/images/${id}`)).status === 404);
  const processed = () => again.log.entries.filter(({ message }) => message === 'change processed');
  await until(() => processed().some(({ detail }) => (detail as { event?: string }).event === 'ImageDeleted'));
  await again.close();
});
