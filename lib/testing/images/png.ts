import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { buf as crc32 } from 'crc-32';

/** A chunk of a PNG file. @see https://www.w3.org/TR/png-3/#5Chunk-layout */
export function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  // The library returns the checksum as a signed number.
  return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed) >>> 0)]);
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const afterHeader = signature.length + 25;

/** Inserts chunks after the header of a PNG. */
export function insertChunks(png: Buffer, ...chunks: Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, afterHeader), ...chunks, png.subarray(afterHeader)]);
}

/** A color profile as a PNG chunk. */
export const profileChunk = (profile: Buffer) =>
  chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile)]));

/** Adds a color profile to a PNG without changing its pixels. */
export const tagPng = (png: Buffer, profile: Buffer) => insertChunks(png, profileChunk(profile));

/** A valid PNG of one color and any size, with few bytes per megapixel. */
export function emptyPng(width: number, height: number): Buffer {
  return assemble(width, height, [1, 0, 0, 0, 0], Buffer.alloc((Math.ceil(width / 8) + 1) * height));
}

/**
 * A PNG with a size in its header but without pixels; `deep`: with 16 bits, alpha and interlacing, so that it is decoded as a
 * whole.
 */
export function headerOnlyPng(width: number, height: number, { deep = false } = {}): Buffer {
  return assemble(width, height, deep ? [16, 6, 0, 0, 1] : [1, 0, 0, 0, 0], Buffer.alloc(0));
}

function assemble(width: number, height: number, depthAndColor: number[], rows: Buffer): Buffer {
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from(depthAndColor)]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

/** An animation of two PNGs with the same size and format. @see https://www.w3.org/TR/png-3/#apng-frame-based-animation */
export function apng(first: Buffer, second: Buffer): Buffer {
  const size = first.subarray(16, 24);
  const frame = (sequence: number) =>
    chunk('fcTL', Buffer.concat([uint32(sequence), size, uint32(0), uint32(0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  const animated = insertChunks(first, chunk('acTL', Buffer.concat([uint32(2), uint32(0)])), frame(0));
  const later = chunk('fdAT', Buffer.concat([uint32(2), ...imageData(second)]));
  const end = chunk('IEND');
  return Buffer.concat([animated.subarray(0, -end.length), frame(1), later, end]);
}

function imageData(png: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return found;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The chunks of a PNG file, after its signature. */
export function chunksOf(png: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = signature.length; at + 12 <= png.length; at += found.at(-1)?.length || png.length) {
    found.push(png.subarray(at, at + 12 + png.readUInt32BE(at)));
  }
  return found;
}

/** A PNG file with these chunks. */
export const pngOf = (...chunks: Buffer[]) => Buffer.concat([signature, ...chunks]);

/** A valid PNG with the largest pixels, 8 bytes each, all transparent. */
export function deepPng(width: number, height: number, { interlaced = false } = {}): Buffer {
  const passes = interlaced ? adam7 : [[0, 0, 1, 1] as const];
  const lengths = passes.map(([x, y, dx, dy]) => (Math.ceil((width - x) / dx) * 8 + 1) * Math.ceil((height - y) / dy));
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([16, 6, 0, 0, interlaced ? 1 : 0])]);
  const rows = zeros(lengths.reduce((sum, length) => sum + length));
  return pngOf(chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND'));
}

/** First column and row of each pass, and its steps. @see https://www.w3.org/TR/png-3/#8Interlace */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Compresses any number of zero bytes without allocating them: it repeats a megabyte, followed by the rest. */
function zeros(count: number): Buffer {
  const block = (length: number) => deflateRawSync(Buffer.alloc(length), { finishFlush: constants.Z_FULL_FLUSH });
  const megabyte = block(2 ** 20);
  const blocks = Array.from({ length: Math.floor(count / 2 ** 20) }, () => megabyte);
  // An empty last block, and the Adler-32 of zeros.
  const checksum = uint32((count % 65_521) * 65_536 + 1);
  return Buffer.concat([Buffer.from([0x78, 0x01]), ...blocks, block(count % 2 ** 20), Buffer.from([3, 0]), checksum]);
}
