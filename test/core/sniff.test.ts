import fc from 'fast-check';
import sharp from 'sharp';
import { sniff, sniffLength } from '../../lambda/core/sniff';

const image = (format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif') =>
  sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .toFormat(format)
    .toBuffer();

const latin = (text: string) => Buffer.from(text, 'latin1');

describe('files as they are written', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('%s can be read', async (format) => {
    expect(sniff(await image(format))).toMatchObject({ format, contentType: `image/${format}` });
  });

  test.each(['gif', 'tiff', 'avif'] as const)('%s is known, and comes with advice', async (format) => {
    expect(sniff(await image(format))).toMatchObject({ label: format.toUpperCase(), advice: expect.stringContaining('PNG') });
  });
});

test.each([
  ['TIFF', 'MM\0*\0\0\0\x08'],
  ['BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'],
  ['PDF', '%PDF-1.7\n%\xe2\xe3\xcf\xd3'],
  ['AVIF', '\0\0\0\x1cftypavis\0\0\0\0'],
  ['HEIC', '\0\0\0\x24ftypheic\0\0\0\0mif1heic'],
  ['HEIC', '\0\0\0\x24ftypmif1\0\0\0\0mif1heic'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['SVG', '<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg\n width="9">'],
  ['text file', 'Dear Sir or Madam,\r\n\tplease find enclosed'],
  ['text file', '<!doctype html><title>404</title>'],
])('%s is known by %j', (label, text) => {
  const kind = sniff(latin(text));
  expect(kind).toMatchObject({ label, advice: expect.any(String) });
  expect(kind).not.toHaveProperty('format');
});

test.each([
  ['noise', '\0\x01\x02\x03'],
  ['a video', '\0\0\0\x18ftypmp42\0\0\0\0'],
  ['a sound', 'RIFF\x24\0\0\0WAVEfmt '],
  ['a program', '\x7fELF\x02\x01\x01'],
  ['an archive', 'PK\x03\x04\x14\0'],
])('%s has no kind', (_, text) => {
  expect(sniff(latin(text))).toBeUndefined();
});

describe('what a file begins with decides', () => {
  test.each([
    ['JPEG', '\xff\xd8\xff\xe0<svg onload="alert(1)">'],
    ['PNG', '\x89PNG\r\n\x1a\n%PDF-1.7'],
    ['WebP', 'RIFF\0\0\0\0WEBP<script>'],
    ['GIF', 'GIF89a\xff\xd8\xff'],
    ['PDF', '%PDF-1.7\n\x89PNG\r\n\x1a\n'],
    ['text file', ' %PDF-1.7'],
  ])('%s, whatever follows', (label, text) => {
    expect(sniff(latin(text))?.label).toBe(label);
  });

  test('an image that begins later is none', () => {
    expect(sniff(latin('\0\x89PNG\r\n\x1a\n'))).toBeUndefined();
    expect(sniff(latin('\n\xff\xd8\xff'))?.format).toBeUndefined();
  });

  test('and only the part that it reads', () => {
    expect(sniff(latin(`${'x'.repeat(sniffLength - 5)}<svg >`))?.label).toBe('SVG');
    expect(sniff(latin(`${'x'.repeat(sniffLength - 4)}<svg >`))?.label).toBe('text file');
    expect(sniff(latin(`${'x'.repeat(sniffLength)}\0`))?.label).toBe('text file');
  });
});

describe('the beginning of a file alone', () => {
  const shortest = { jpeg: 3, png: 8, webp: 12 };

  test.each(['jpeg', 'png', 'webp'] as const)('of a %s is known as soon as its signature is whole', async (format) => {
    const bytes = await image(format);
    for (let length = 0; length <= 12; length++) {
      expect(sniff(bytes.subarray(0, length))?.format).toBe(length < shortest[format] ? undefined : format);
    }
  });

  test('of nothing is nothing', () => {
    expect(sniff(new Uint8Array())).toBeUndefined();
  });
});

describe('whatever the bytes', () => {
  const start = fc.constantFrom('', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF1234WEBP', 'GIF89a', 'BM', '1234ftypheic', '<svg ');
  const file = fc.tuple(start, fc.uint8Array({ maxLength: 700 })).map(([text, rest]) => Buffer.concat([latin(text), rest]));

  test('it never throws, and a kind is either read or comes with advice', () => {
    fc.assert(
      fc.property(file, (bytes) => {
        const kind = sniff(bytes);
        if (!kind) return;
        expect(kind.contentType).toBe(kind.format && `image/${kind.format}`);
        expect(Boolean(kind.advice)).toBe(!kind.format);
      }),
      { seed: 3 },
    );
  });

  test('no more than the announced length is needed', () => {
    fc.assert(
      fc.property(file, (bytes) => expect(sniff(bytes.subarray(0, sniffLength))).toEqual(sniff(bytes))),
      { seed: 4 },
    );
  });
});
