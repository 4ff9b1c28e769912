import type { PhotoFormat } from '../../../lib/testing/images/photo';
import { among, type Random, whole } from '../../../lib/testing/random';
import { anatomies } from './parts';

/** A field of a part that contains a dimension or the pixel format of the image. */
interface Field {
  /** Offset in the part's contents. */
  readonly at: number;
  readonly write: (contents: Buffer, at: number, value: number) => void;
}

const uint16 = (contents: Buffer, at: number, value: number) => contents.writeUInt16BE(value & 0xffff, at);
const uint32 = (contents: Buffer, at: number, value: number) => contents.writeUInt32BE(value >>> 0, at);
const uint8 = (contents: Buffer, at: number, value: number) => contents.writeUInt8(value & 0xff, at);
const uint24le = (contents: Buffer, at: number, value: number) => contents.writeUIntLE(value & 0xffffff, at, 3);
const uint14le = (contents: Buffer, at: number, value: number) =>
  contents.writeUInt16LE((contents.readUInt16LE(at) & 0xc000) | (value & 0x3fff), at);

const fields: Readonly<Record<PhotoFormat, (part: Buffer) => readonly Field[]>> = {
  // Start of frame: height and width; bits and the sampling of components.
  jpeg: (part) =>
    [0xc0, 0xc1, 0xc2].includes(part[1] ?? 0)
      ? [...[1, 3].map((at) => ({ at, write: uint16 })), ...[0, 5, 7].map((at) => ({ at, write: uint8 }))]
      : [],
  // Width and height; bit depth, color type and interlacing.
  png: (part) =>
    part.toString('latin1', 4, 8) === 'IHDR'
      ? [...[0, 4].map((at) => ({ at, write: uint32 })), ...[8, 9, 12].map((at) => ({ at, write: uint8 }))]
      : [],
  // The canvas; the lossless or lossy picture; a frame of an animation.
  webp: (part) => webpFields[part.toString('latin1', 0, 4)] ?? [],
};

const webpFields: Readonly<Record<string, readonly Field[]>> = {
  VP8X: [4, 7].map((at) => ({ at, write: uint24le })),
  VP8L: [1, 2, 3].map((at) => ({ at, write: uint8 })),
  'VP8 ': [6, 8].map((at) => ({ at, write: uint14le })),
  ANMF: [0, 3, 6, 9].map((at) => ({ at, write: uint24le })),
};

const sides = [0, 1, 2, 7, 8, 9, 16, 119, 121, 159, 161, 255, 4096, 16_383, 16_384, 65_500, 65_535, 100_000, 2 ** 24 - 1, 2 ** 31];

/** Changes the size or the pixel format in the headers of a file. */
export function lieAboutDimensions(file: Buffer, random: Random, format: PhotoFormat): Buffer {
  const { split, refill, join } = anatomies[format];
  const parts = split(file);
  const places = parts.flatMap((part, index) => fields[format](part).map((field) => ({ index, field })));
  for (let edits = 1 + whole(random, 2); edits > 0; edits -= 1) {
    const { index, field } = among(random, places);
    const value = random() < 0.7 ? among(random, sides) : whole(random, 70_000);
    parts[index] = refill(parts[index] as Buffer, (contents) => {
      const lying = Buffer.from(contents);
      field.write(lying, field.at, value);
      return lying;
    });
  }
  return join(parts);
}
