import { distance, look } from '../../../lib/testing/images/look';
import { blue, corners, green, type Orientation, photo, red, yellow } from '../../../lib/testing/images/photo';
import { sidesOf } from '../../../lib/testing/sizes';
import { resize } from './resize';

const orientations: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

describe.each(['jpeg', 'png', 'webp'] as const)('%s', (format) => {
  test.each(orientations)('an image with EXIF orientation %i is upright', async (orientation) => {
    const { original, sizes } = await resize(await photo({ width: 900, height: 600, format, orientation, paint: corners }), format);
    expect(original).toMatchObject({ width: 900, height: 600 });
    for (const { bytes, width, height } of Object.values(sizes)) {
      expect(width / height).toBeCloseTo(1.5, 1);
      const { at, metadata } = await look(bytes);
      expect(metadata.orientation).toBeUndefined();
      expect(distance(at(0.1, 0.1), red)).toBeLessThan(12);
      expect(distance(at(0.1, 0.9), green)).toBeLessThan(12);
      expect(distance(at(0.9, 0.1), blue)).toBeLessThan(12);
      expect(distance(at(0.9, 0.9), yellow)).toBeLessThan(12);
    }
  });
});

test('the bounding box applies to the rotated sides', async () => {
  const { sizes } = await resize(await photo({ width: 600, height: 1500, orientation: 6, paint: corners }));
  expect(sizes).toMatchObject(sidesOf(600, 1500));
});
