import sharp, { type Sharp } from 'sharp';
import { seeded } from '../../lib/testing/random';

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** As most phones take them. */
export const twelveMegapixels: Dimensions = { width: 4032, height: 3024 };

/** How much detail a picture has: the contrast of each octave, from the coarsest to single pixels, in levels. */
const details = {
  /** Every octave has the same contrast, as in photos of nature. */
  '1/f': () => 20,
  smooth: (octave: number) => 60 * 0.55 ** octave,
  noise: (octave: number) => (octave === octaves - 1 ? 60 : 10),
} as const satisfies Record<string, (octave: number) => number>;

export type Detail = keyof typeof details;

const octaves = 8;

/** A picture of seeded random detail: the same arguments yield the same pixels. */
export async function picture(detail: Detail, { width, height }: Dimensions): Promise<Sharp> {
  const random = seeded(20261129);
  let data: Buffer = Buffer.alloc(0);
  for (let octave = 0; octave < octaves; octave++) {
    const part = 2 ** (octaves - 1 - octave);
    const size = { width: Math.ceil(width / part), height: Math.ceil(height / part) };
    data = octave === 0 ? Buffer.alloc(size.width * size.height * 3, 128) : await enlarge(data, width, height, part);
    addNoise(data, details[detail](octave), random);
  }
  return raw(data, { width, height });
}

function enlarge(data: Buffer, width: number, height: number, part: number): Promise<Buffer> {
  const before = { width: Math.ceil(width / (2 * part)), height: Math.ceil(height / (2 * part)) };
  const after = { width: Math.ceil(width / part), height: Math.ceil(height / part) };
  return raw(data, before)
    .resize({ ...after, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
}

const raw = (data: Buffer, { width, height }: Dimensions) => sharp(data, { raw: { width, height, channels: 3 } });

/** Mostly brightness, and a third as much color. */
function addNoise(data: Buffer, contrast: number, random: () => number): void {
  // Rounds, and limits to 0 to 255.
  const levels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at < levels.length; at += 3) {
    const light = (random() - 0.5) * contrast;
    const color = (random() - 0.5) * contrast * 0.3;
    levels[at] = (levels[at] ?? 0) + light + color;
    levels[at + 1] = (levels[at + 1] ?? 0) + light;
    levels[at + 2] = (levels[at + 2] ?? 0) + light - color;
  }
}
