import type { Sharp } from 'sharp';
import { outputFormats } from '../../../lambda/core/formats';
import { comment, insertSegments, iptc } from '../../images/jpeg';
import { look } from '../../images/look';
import { type PhotoFormat, photo, plain } from '../../images/photo';
import { chunk, insertChunks } from '../../images/png';
import { resize } from './resize';

const secret = 'SECRET-PLACE';

const tell = (image: Sharp) =>
  image
    .withExif({
      IFD0: { ImageDescription: secret, Copyright: secret },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 36/1' },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>${secret}</place></x:xmpmeta>`)
    .withIccProfile('p3');

async function telltale(format: PhotoFormat): Promise<Buffer> {
  const bytes = await photo({ width: 900, height: 600, format, paint: plain(90, 120, 150), edit: tell });
  if (format === 'jpeg') return insertSegments(bytes, iptc(secret), comment(secret));
  return format === 'png' ? insertChunks(bytes, chunk('tEXt', Buffer.from(`Comment\0${secret}`))) : bytes;
}

describe.each(['jpeg', 'png', 'webp'] as const)('of a %s that tells where it was taken', (format) => {
  test('the metadata is there to begin with', async () => {
    const bytes = await telltale(format);
    const { metadata } = await look(bytes);
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(['exif', 'xmp', 'icc', ...(format === 'jpeg' ? ['iptc'] : [])]));
    expect(bytes.includes(secret)).toBe(true);
  });

  test.each(outputFormats)('no %s says anything', async (output) => {
    const { sizes } = await resize(await telltale(format), format, { format: output, effort: 0 });
    for (const { bytes } of Object.values(sizes)) {
      const file = Buffer.from(bytes);
      const { metadata } = await look(file);
      for (const key of ['exif', 'xmp', 'iptc', 'icc', 'comments', 'orientation']) expect(metadata).not.toHaveProperty(key);
      for (const mark of [secret, 'Exif\0', 'xmpmeta', 'Photoshop', 'ICC_PROFILE']) expect(file.includes(mark)).toBe(false);
    }
  });
});
