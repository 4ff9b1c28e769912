// The pipelines do the same work as the application: the same pictures in the same sizes.
import sharp from 'sharp';
import { sizeNames } from '../../../lambda/core/sizes';
import { picture } from '../inputs';
import { similarity } from '../similarity';
import { cascade } from '../suites/resize';
import { threePipelines } from './pipelines';

const photo = () => picture('1/f', { width: 900, height: 675 });

test.each([
  ['an upright photo', async () => (await photo()).jpeg().toBuffer()],
  ['a rotated photo', async () => (await photo()).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ['a photo with a profile', async () => (await photo()).withIccProfile('p3').jpeg().toBuffer()],
  ['a photo that is smaller than most sizes', async () => (await photo()).resize(300, 225).png().toBuffer()],
])('three pipelines and the application make the same files of %s', async (_, make) => {
  const file = await make();
  const [ours, pipelines] = [await cascade(file)(), await threePipelines(file)];
  for (const size of sizeNames) {
    const [one, other] = await Promise.all([ours[size], pipelines[size]].map((bytes) => sharp(bytes).metadata()));
    expect(one?.format).toBe('webp');
    expect(other).toMatchObject({ format: one?.format, width: one?.width, height: one?.height });
    expect(await similarity(ours[size], pipelines[size])).toBeGreaterThan(0.9);
  }
});
