import { deflateSync } from 'node:zlib';
import type { Metadata } from 'sharp';
import { type ColorSpace, iccProfile } from '../color/icc-profile';
import { colorants, namedPrimaries, type Primaries, srgbPrimaries } from '../color/primaries';
import { power, srgbTransfer, type Transfer, transfers } from '../color/transfer';
import { type PngChunk, pngChunk, pngChunks } from './chunks';

/**
 * Returns the PNG with its color space as an ICC profile, which is the only form that libvips reads. The profile is built from
 * a `cICP` chunk, or from `gAMA` and `cHRM`. A file in sRGB, or with an ICC profile that takes precedence, is returned
 * unchanged.
 * @see https://www.w3.org/TR/png-3/#4Concepts.ColourSpaces
 */
export function withPngColor(bytes: Uint8Array, { hasProfile }: Metadata): Uint8Array {
  const chunks = headChunks(bytes);
  const header = chunks.get('IHDR');
  const space = header && statedColors(chunks, header, hasProfile);
  if (!space) return bytes;
  const isGray = [0, 4].includes(header.data[9] ?? 0);
  const profile = iccProfile(space, isGray ? 'GRAY' : 'RGB ');
  if (!profile) return bytes;
  const made = pngChunk('iCCP', Buffer.concat([Buffer.from('file\0\0'), deflateSync(profile)]));
  const { start, end } = chunks.get('iCCP') ?? { start: header.end, end: header.end };
  return Buffer.concat([bytes.subarray(0, header.end), made, bytes.subarray(header.end, start), bytes.subarray(end)]);
}

/** Returns the first chunk of each type before the palette and the pixels. A color space after them is ignored. */
function headChunks(bytes: Uint8Array): ReadonlyMap<string, PngChunk> {
  const found = new Map<string, PngChunk>();
  for (const chunk of pngChunks(bytes)) {
    if (chunk.type === 'PLTE' || chunk.type === 'IDAT') break;
    if (!found.has(chunk.type)) found.set(chunk.type, chunk);
  }
  return found;
}

/** Returns the color space of the first valid chunk, in the order of precedence of the specification. */
function statedColors(chunks: ReadonlyMap<string, PngChunk>, header: PngChunk, hasProfile: boolean): ColorSpace | undefined {
  const coded = codedColors(chunks.get('cICP'), header.data[8] ?? 8);
  if (coded) return coded;
  if (hasProfile || chunks.has('sRGB')) return undefined;
  const gamma = gammaOf(chunks.get('gAMA'));
  const primaries = primariesOf(chunks.get('cHRM'));
  return gamma || primaries ? { transfer: gamma ?? srgbTransfer, primaries: primaries ?? srgbPrimaries } : undefined;
}

/** From `cICP`: the codes of ITU-T H.273, for RGB only. @see https://www.w3.org/TR/png-3/#cICP-chunk */
function codedColors(chunk: PngChunk | undefined, depth: number): ColorSpace | undefined {
  if (chunk?.data.length !== 4) return undefined;
  const [primaryCode = 0, transferCode = 0, matrix, isFullRange] = chunk.data;
  const primaries = namedPrimaries[primaryCode];
  const transfer = transfers[transferCode];
  if (!primaries || !transfer || matrix !== 0) return undefined;
  return { primaries, transfer: isFullRange ? transfer : (value) => transfer(fromNarrowRange(value, depth)) };
}

/** Expands the range of video: with 8 bits, black is 16 and white is 235. */
function fromNarrowRange(value: number, depth: number): number {
  const step = 2 ** (depth - 8);
  const stored = value * (2 ** depth - 1);
  return Math.min(Math.max((stored - 16 * step) / (219 * step), 0), 1);
}

/** From `gAMA`, in units of 1/100,000. `undefined` when it is zero, or 1/2.2, which encoders write for the curve of sRGB. */
function gammaOf(chunk: PngChunk | undefined): Transfer | undefined {
  if (chunk?.data.length !== 4) return undefined;
  const gamma = uint32s(chunk)[0] ?? 0;
  return gamma === 0 || Math.abs(gamma - 45_455) <= 200 ? undefined : power(100_000 / gamma);
}

/**
 * From `cHRM`, in units of 1/100,000: white, red, green and blue. `undefined` when they are the rounded values of sRGB, or do
 * not add up to white.
 */
function primariesOf(chunk: PngChunk | undefined): Primaries | undefined {
  if (chunk?.data.length !== 32) return undefined;
  const values = uint32s(chunk).map((value) => value / 100_000);
  const [wx = 0, wy = 0, rx = 0, ry = 0, gx = 0, gy = 0, bx = 0, by = 0] = values;
  const primaries: Primaries = { white: [wx, wy], red: [rx, ry], green: [gx, gy], blue: [bx, by] };
  const srgb = [srgbPrimaries.white, srgbPrimaries.red, srgbPrimaries.green, srgbPrimaries.blue].flat();
  const isSrgb = srgb.every((value, index) => Math.abs(value - (values[index] ?? 0)) <= 0.001);
  return isSrgb || !colorants(primaries) ? undefined : primaries;
}

function uint32s({ data }: PngChunk): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: Math.floor(data.length / 4) }, (_, index) => view.getUint32(4 * index));
}
