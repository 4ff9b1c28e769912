import fc from 'fast-check';
import sharp from 'sharp';
import { sniff, sniffLength } from '../../lambda/core/sniff';

const image = (format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif') =>
  sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .toFormat(format)
    .toBuffer();

const latin = (text: string) => Buffer.from(text, 'latin1');

test.each(['jpeg', 'png', 'webp'] as const)('detects %s', async (format) => {
  expect(sniff(await image(format))).toMatchObject({ format, contentType: `image/${format}` });
});

test.each(['gif', 'tiff', 'avif'] as const)('does not treat %s as a supported format', async (format) => {
  expect(sniff(await image(format))).toBeUndefined();
});

describe('only the first bytes matter', () => {
  test.each([
    ['JPEG', '\xff\xd8\xff\xe0<svg onload="alert(1)">'],
    ['PNG', '\x89PNG\r\n\x1a\n%PDF-1.7'],
    ['WebP', 'RIFF\0\0\0\0WEBP<script>'],
    [undefined, 'GIF89a\xff\xd8\xff'],
    [undefined, '\0\x89PNG\r\n\x1a\n'],
    [undefined, '\n\xff\xd8\xff'],
    [undefined, 'RIFF\x24\0\0\0WAVEfmt '],
  ])('%s: %j', (label, text) => {
    expect(sniff(latin(text))?.label).toBe(label);
  });
});

describe('the beginning of a file', () => {
  const shortest = { jpeg: 3, png: 8, webp: 12 };

  test.each(['jpeg', 'png', 'webp'] as const)('identifies a %s as soon as the signature is complete', async (format) => {
    const bytes = await image(format);
    for (let length = 0; length <= 12; length++) {
      expect(sniff(bytes.subarray(0, length))?.format).toBe(length < shortest[format] ? undefined : format);
    }
  });

  test('is sufficient in the exported length, for any bytes', () => {
    const start = fc.constantFrom('', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF1234WEBP', 'GIF89a', '1234ftypheic');
    const file = fc.tuple(start, fc.uint8Array({ maxLength: 40 })).map(([text, rest]) => Buffer.concat([latin(text), rest]));
    fc.assert(
      fc.property(file, (bytes) => {
        const kind = sniff(bytes);
        expect(sniff(bytes.subarray(0, sniffLength))).toEqual(kind);
        expect(kind?.contentType).toBe(kind && `image/${kind.format}`);
      }),
      { seed: 4 },
    );
  });
});
