import { outputFormats } from '../../../lambda/core/formats';
import { look } from '../../../lib/testing/images/look';
import { secret, telltale } from '../../../lib/testing/images/telltale';
import { resize } from './resize';

const size = { width: 900, height: 600 };

describe.each(['jpeg', 'png', 'webp'] as const)('of a %s with a location in its metadata', (format) => {
  test('the original contains the metadata', async () => {
    const bytes = await telltale(format, size);
    const { metadata } = await look(bytes);
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(['exif', 'xmp', 'icc', ...(format === 'jpeg' ? ['iptc'] : [])]));
    expect(bytes.includes(secret)).toBe(true);
  });

  test.each(outputFormats)('%s renditions contain none of it', async (output) => {
    const { sizes } = await resize(await telltale(format, size), format, { format: output, effort: 0 });
    for (const { bytes } of Object.values(sizes)) {
      const file = Buffer.from(bytes);
      const { metadata } = await look(file);
      for (const key of ['exif', 'xmp', 'iptc', 'icc', 'comments', 'orientation']) expect(metadata).not.toHaveProperty(key);
      for (const mark of [secret, 'Exif\0', 'xmpmeta', 'Photoshop', 'ICC_PROFILE']) expect(file.includes(mark)).toBe(false);
    }
  });
});
