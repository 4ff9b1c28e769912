import sharp from 'sharp';
import type { ContentType } from '../../../lambda/core/formats';
import type { RejectionCode } from '../../../lambda/core/rejection';
import { type PhotoFormat, photo } from '../../../lib/testing/images/photo';
import { among, type Random, whole } from '../../../lib/testing/random';
import { bomb } from './bombs';
import { lieAboutDimensions } from './dimensions';
import { anatomies } from './parts';

/** A file of an attacker. */
export interface HostileFile {
  readonly bytes: Buffer;
  /** The content type in the request. @default - that of the original file */
  readonly claimed?: ContentType;
  /** The required rejection. @default - plain sharp decides whether it must be rejected */
  readonly refusal?: RejectionCode;
}

/** @param turn number of earlier files of the series */
type Spoil = (file: Buffer, random: Random, format: PhotoFormat, turn: number) => HostileFile | Promise<HostileFile>;

/** Kinds of changes to a sound file, by name. */
export const series = {
  'byte flips': (file, random) => ({ bytes: flipped(file, random) }),

  truncation: (file, random) => ({ bytes: file.subarray(0, 1 + whole(random, file.length - 1)) }),

  'parts moved': (file, random, format) => {
    const { split, join } = anatomies[format];
    const parts = split(file);
    for (let edits = 1 + whole(random, 3); edits > 0; edits -= 1) {
      const at = whole(random, parts.length);
      const to = whole(random, parts.length);
      const part = parts[at] ?? Buffer.alloc(0);
      among<() => unknown>(random, [
        () => parts.splice(at, 1),
        () => parts.splice(to, 0, ...Array.from({ length: 1 + whole(random, 40) }, () => part)),
        () => parts.splice(to, 0, ...parts.splice(at, 1)),
        () => parts.splice(to, 0, noise(random, 300)),
      ])();
    }
    return { bytes: join(parts) };
  },

  // With correct lengths and checksums, so that the damage reaches the decoder.
  'parts damaged': (file, random, format) => {
    const { split, refill, join } = anatomies[format];
    const parts = split(file);
    const at = whole(random, parts.length);
    const spoil = among<(contents: Buffer) => Buffer>(random, [
      (contents) => flipped(contents, random),
      (contents) => contents.subarray(0, whole(random, contents.length)),
      (contents) => Buffer.concat([contents, noise(random, 300)]),
      (contents) => noise(random, contents.length),
    ]);
    parts[at] = refill(parts[at] ?? Buffer.alloc(0), spoil);
    return { bytes: join(parts) };
  },

  dimensions: (file, random, format) => ({ bytes: lieAboutDimensions(file, random, format) }),

  bombs: (_, random, format, turn) => bomb(turn, random, format),

  polyglots: async (file, random) => {
    const other = await anyFile(random);
    const head = file.subarray(0, 64);
    return among(random, [
      { bytes: Buffer.concat([file, other]) },
      { bytes: Buffer.concat([other, file]) },
      { bytes: Buffer.concat([head, other, file.subarray(64)]) },
      { bytes: Buffer.concat([head, other]) },
    ]);
  },

  'wrong types': async (file, random) =>
    random() < 0.4
      ? { bytes: file, claimed: among(random, ['image/jpeg', 'image/png', 'image/webp']) }
      : { bytes: await anyFile(random) },
} satisfies Record<string, Spoil>;

export type SeriesName = keyof typeof series;

export const seriesNames = Object.keys(series) as SeriesName[];

function flipped(bytes: Buffer, random: Random): Buffer {
  const spoiled = Buffer.from(bytes);
  if (spoiled.length === 0) return spoiled;
  for (let flips = 1 + whole(random, random() < 0.5 ? 3 : 40); flips > 0; flips -= 1) {
    const at = whole(random, spoiled.length);
    spoiled[at] = random() < 0.5 ? (spoiled[at] ?? 0) ^ (1 << whole(random, 8)) : whole(random, 256);
  }
  return spoiled;
}

const noise = (random: Random, most: number) =>
  Buffer.from(Array.from({ length: whole(random, most + 1) }, () => whole(random, 256)));

const latin = (text: string) => Buffer.from(text, 'latin1');

const square = () => sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } });

/** A file of another format, or another photo. */
async function anyFile(random: Random): Promise<Buffer> {
  return among<() => Buffer | Promise<Buffer>>(random, [
    () => photo({ width: 40, height: 30, format: among(random, ['jpeg', 'png', 'webp']) }),
    () =>
      square()
        .toFormat(among(random, ['gif', 'tiff', 'avif']))
        .toBuffer(),
    () => latin('<!doctype html><script>alert(document.domain)</script>'),
    () => latin('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'),
    () => latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
    () => latin(`PK\x05\x06${'\0'.repeat(18)}`),
    () => latin('PK\x03\x04\x14\0\0\0\0\0'),
    () => latin('\x7fELF\x02\x01\x01\0'),
    () => latin('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
    () => latin('BM\x46\0\0\0\0\0\0\0\x36\0\0\0'),
    () => latin('P6 1 1 255 \xff\0\0'),
    () => latin('push graphic-context\nfill \'url(https://example.com/"|ls "-la)\'\n'),
    () => latin('\xff\xd8\xff'),
    () => latin('\x89PNG\r\n\x1a\n'),
    () => latin('RIFF\xff\xff\xff\xffWEBPVP8 '),
    () => noise(random, 2000),
    () => Buffer.alloc(0),
    () => Buffer.alloc(50_000),
  ])();
}
