import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { refusalOf } from '../../../lambda/adapters/file-type/refusal-of';

const latin = (text: string) => Buffer.from(text, 'latin1');

/** A file in the ISO base media format, with its brands: the major brand first. */
function isoMedia(...brands: string[]): Buffer {
  const [major = '', ...compatible] = brands;
  const box = latin(`....ftyp${major}\0\0\0\0${compatible.join('')}`);
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, latin('\0\0\0\x08free')]);
}

/** A TIFF with one directory of ASCII tags. */
function tiff(tags: readonly (readonly [tag: number, text: string])[]): Buffer {
  const data = tags.map(([, text]) => latin(`${text}\0`));
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length);
  let at = 8 + directory.length;
  for (const [index, [tag]] of tags.entries()) {
    const entry = 2 + 12 * index;
    directory.writeUInt16LE(tag, entry);
    directory.writeUInt16LE(2, entry + 2);
    directory.writeUInt32LE(data[index]?.length ?? 0, entry + 4);
    directory.writeUInt32LE(at, entry + 8);
    at += data[index]?.length ?? 0;
  }
  return Buffer.concat([latin('II*\0\x08\0\0\0'), directory, ...data, Buffer.alloc(64)]);
}

const byHand = (format: 'gif' | 'tiff' | 'avif') =>
  sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .toFormat(format)
    .toBuffer();

const longComment = `<!-- ${'Licensed under the terms below. '.repeat(500)} -->`;

test.each<[named: string, file: Buffer | Promise<Buffer>, advice: RegExp]>([
  ['a GIF', byHand('gif'), /one frame as PNG/],
  ['a GIF', latin('GIF89a'), /one frame as PNG/],
  ['a TIFF', latin('II*\0\x08\0\0\0'), /JPEG or PNG/],
  ['a TIFF', byHand('tiff'), /JPEG or PNG/],
  ['a TIFF', latin('MM\0*\0\0\0\x08\0\0'.padEnd(32, '\0')), /JPEG or PNG/],
  // BigTIFF.
  ['a TIFF', latin('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'), /JPEG or PNG/],
  ['a BMP', latin('BM\x46\0\0\0\0\0\0\0\x36\0\0\0'), /JPEG or PNG/],
  ['a JPEG XL', latin('\xff\x0a\xfa\x1f\x41'), /JPEG or PNG/],
  ['a JPEG XL', latin('\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl '), /JPEG or PNG/],
  ['a JPEG 2000', latin('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 '), /JPEG or PNG/],
  ['a JPEG 2000', latin('\xff\x4f\xff\x51\0\x2f\0\0'), /JPEG or PNG/],
  ['a Photoshop file (PSD)', latin('8BPS\0\x01\0\0\0\0\0\0\0\x03'), /from Photoshop/],
  ['an icon (ICO)', latin('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0'), /as PNG/],
  ['a RAW photo (Canon CR2)', latin('II*\0\x10\0\0\0CR\x02\0\0\0\0\0\0\0'), /photo editor.*JPEG/],
  ['a RAW photo (Canon CR3)', isoMedia('crx ', 'crx ', 'isom'), /photo editor.*JPEG/],
  ['a RAW photo (Fujifilm RAF)', latin('FUJIFILMCCD-RAW 0201\0\x01'), /photo editor.*JPEG/],
  ['a PDF', latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3'), /page as PNG/],
  ['a PDF', latin('%PDF-1.4\n1 0 obj\n'), /page as PNG/],
  ['a video (MP4)', isoMedia('mp42', 'mp42', 'isom', 'mif1'), /one frame/],
  ['an audio file (WAV)', latin('RIFF\x24\0\0\0WAVEfmt '), /Upload a photo/],
  ['a file of another type (ZIP)', latin('PK\x05\x06'.padEnd(22, '\0')), /Upload a photo/],
  ['a file of another type (GZ)', gzipSync('<svg/>'), /Upload a photo/],
  ['a file of another type (ELF)', latin('\x7fELF\x02\x01\x01\0\0\0\0\0'), /Upload a photo/],
  ['an SVG', latin('<svg xmlns="http://www.w3.org/2000/svg"/>'), /as PNG/],
  ['an SVG', latin('<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg\n width="9">'), /as PNG/],
  ['an SVG', latin(`<?xml version="1.0"?>\n${longComment}\n${' '.repeat(9000)}<svg width="9">`), /as PNG/],
  ['an SVG', latin('<!DOCTYPE svg PUBLIC "a" "b" [\n <!ENTITY ns "http://x">\n]>\n<svg:svg xmlns:svg="s">'), /as PNG/],
  ['an SVG', Buffer.from('\ufeff<svg width="9">', 'utf8'), /as PNG/],
  ['an SVG', Buffer.from('\ufeff<svg width="9">', 'utf16le'), /as PNG/],
  ['a web page (HTML)', latin('<!doctype html><title>404</title>'), /image itself/],
  ['a text file', latin('Dear Sir or Madam,\r\n\tplease find enclosed'), /Upload a photo/],
  ['a text file', latin('BMW and Mercedes'), /Upload a photo/],
  ['a text file', latin('<?xml version="1.0"?><kml/>'), /Upload a photo/],
  ['a text file', Buffer.from('Grüße aus Köln'), /Upload a photo/],
  ['a text file', Buffer.from('\ufeffDear Sir', 'utf16le'), /Upload a photo/],
])('names %s', async (named, file, advice) => {
  const { rejection } = await refusalOf(await file);
  expect(rejection).toMatchObject({ code: 'UNSUPPORTED', retryable: false });
  expect(rejection.reason).toContain(`The file is ${named}, which is not supported. Use JPEG, PNG or WebP. `);
  expect(rejection.reason).toMatch(advice);
});

describe('images of the HEIF family, by all their brands', () => {
  test.each([
    ['an AVIF', ['avif', 'avif', 'mif1']],
    ['an AVIF', ['avis', 'avis', 'msf1']],
    ['an AVIF', ['mif1', 'avif', 'mif1', 'miaf']],
    ['an AVIF', ['mif1', 'mif1', 'miaf', 'avif']],
    ['an AVIF', ['miaf', 'avif']],
    ['a HEIC', ['heic', 'mif1', 'heic']],
    ['a HEIC', ['mif1', 'mif1', 'heic', 'hevc']],
    ['a HEIC', ['msf1', 'hevc']],
    ['a HEIF', ['mif1', 'mif1', 'miaf']],
    ['a HEIF', ['miaf']],
  ])('names %s with the brands %j', async (named, brands) => {
    const { reason } = (await refusalOf(isoMedia(...brands))).rejection;
    expect(reason).toContain(`The file is ${named}, which`);
    expect(reason.includes('iPhone')).toBe(named === 'a HEIC');
  });

  test('names an AVIF as libheif writes it', async () => {
    expect((await refusalOf(await byHand('avif'))).rejection.reason).toContain('is an AVIF, which');
  });
});

test.each([
  ['noise', latin('\0\x01\x02\x03')],
  ['a single byte that is not text', latin('\xff')],
  ['text in an unknown encoding', latin('caf\xe9 au lait')],
  ['zeros', Buffer.alloc(50_000)],
])('does not name %s', async (_, file) => {
  const { rejection } = await refusalOf(file);
  expect(rejection).toMatchObject({
    code: 'UNRECOGNIZED_FORMAT',
    reason: expect.stringContaining('Use JPEG, PNG or WebP.'),
  });
});

test('names a RAW photo that begins like a TIFF', async () => {
  const dng = tiff([
    [0x010f, 'Pentax'],
    [0xc612, '\x01\x04'],
  ]);
  expect((await refusalOf(dng)).rejection.reason).toContain('a RAW photo (DNG)');
});

test('responds within a second, for any bytes', async () => {
  const start = fc.constantFrom(
    '',
    'II*\0\x08\0\0\0',
    'PK\x03\x04',
    '\x1f\x8b\x08',
    'ID3',
    '....ftyp',
    '<?xml ',
    '<!--',
    'OggS',
    '\x1aE\xdf\xa3',
  );
  const file = fc.tuple(start, fc.uint8Array({ maxLength: 400 })).map(([text, rest]) => Buffer.concat([latin(text), rest]));
  await fc.assert(
    fc.asyncProperty(file, async (bytes) => {
      const started = performance.now();
      const { rejection } = await refusalOf(bytes);
      expect(['UNSUPPORTED', 'UNRECOGNIZED_FORMAT']).toContain(rejection.code);
      expect(performance.now() - started).toBeLessThan(1000);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test.each(['<!--', '<?', ' ', 'reads megabytes of %j quickly'])('reads megabytes of %j in little time', async (part) => {
  const started = performance.now();
  await refusalOf(Buffer.alloc(20 * 2 ** 20, part));
  expect(performance.now() - started).toBeLessThan(1000);
});
