import sharp, { type Sharp } from 'sharp';
import { adobeRgb } from '../../../lib/testing/images/icc-profile';
import { sloppyScan, tagJpeg } from '../../../lib/testing/images/jpeg';
import { type PhotoFormat, photo } from '../../../lib/testing/images/photo';
import { apng, deepPng, emptyPng, tagPng } from '../../../lib/testing/images/png';
import { telltale } from '../../../lib/testing/images/telltale';
import { ultraHdr } from '../../../lib/testing/images/ultra-hdr';
import { animation } from '../../../lib/testing/images/webp';

const small = { width: 160, height: 120 };
const large = { width: 900, height: 400 };

type Makers = Readonly<Record<string, () => Promise<Buffer> | Buffer>>;

const common = (format: PhotoFormat): Makers => ({
  'a photo': () => photo({ ...small, format }),
  'a large photo': () => photo({ ...large, format }),
  'a rotated photo': () => photo({ ...small, format, orientation: 6 }),
  'a photo with its location': () => telltale(format, small),
  'a gray photo': () => photo({ ...small, format, edit: (image) => image.grayscale() }),
});

const transparent = (format: PhotoFormat) => () => photo({ ...small, format, paint: (x, y) => [200 * x, 200 * y, 90, 255 * y] });

const again = async (format: PhotoFormat, write: (image: Sharp) => Sharp) =>
  write(sharp(await photo({ ...small, format }))).toBuffer();

const makers: Readonly<Record<PhotoFormat, Makers>> = {
  jpeg: {
    ...common('jpeg'),
    progressive: () => again('jpeg', (image) => image.jpeg({ progressive: true })),
    'with chroma subsampling': () => again('jpeg', (image) => image.jpeg({ chromaSubsampling: '4:2:0' })),
    'in CMYK': () => photo({ ...small, edit: (image) => image.toColorspace('cmyk') }),
    'in Adobe RGB': async () => tagJpeg(await photo(small), adobeRgb()),
    'in Ultra HDR': async () => ultraHdr(await photo(small), await photo({ width: 40, height: 30 })),
    'of a Samsung camera': async () => sloppyScan(await photo(small)),
  },
  png: {
    ...common('png'),
    transparent: transparent('png'),
    interlaced: () => again('png', (image) => image.png({ progressive: true })),
    'with a palette': () => again('png', (image) => image.png({ palette: true })),
    'of 16 bits': () => photo({ ...small, format: 'png', edit: (image) => image.toColorspace('rgb16') }),
    'with 16 bits, transparent and interlaced': () => deepPng(90, 60, { interlaced: true }),
    'with one bit': () => emptyPng(300, 200),
    'in Adobe RGB': async () => tagPng(await photo({ ...small, format: 'png' }), adobeRgb()),
    animated: async () => apng(await photo({ ...small, format: 'png' }), await photo({ ...small, format: 'png', orientation: 3 })),
  },
  webp: {
    ...common('webp'),
    transparent: transparent('webp'),
    lossless: () => again('webp', (image) => image.webp({ lossless: true, effort: 0 })),
    'nearly lossless': () => again('webp', (image) => image.webp({ nearLossless: true, effort: 0 })),
    animated: async () =>
      sharp([await photo(small), await photo({ ...small, orientation: 3 })], { join: { animated: true } })
        .webp({ delay: [50, 50], effort: 0 })
        .toBuffer(),
    'with many frames': () => animation(50, 160, 120),
  },
};

export interface SoundFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Valid files of a format, of every known kind that cameras and programs write. */
export async function soundFiles(format: PhotoFormat): Promise<SoundFile[]> {
  const files: SoundFile[] = [];
  for (const [name, make] of Object.entries(makers[format])) files.push({ name, bytes: await make() });
  return files;
}
