import type { RejectionCode } from '../../../lambda/core/rejection';
import { comment, insertSegments, partsOf, segment } from '../../../lib/testing/images/jpeg';
import { type PhotoFormat, photo } from '../../../lib/testing/images/photo';
import { deepPng, emptyPng, headerOnlyPng } from '../../../lib/testing/images/png';
import { scanBomb } from '../../../lib/testing/images/scan-bomb';
import { animation, losslessBomb } from '../../../lib/testing/images/webp';
import { type Random, whole } from '../../../lib/testing/random';

/** A file that is small, or has few pixels, but needs much memory or time to decode. */
export interface Bomb {
  readonly bytes: Buffer;
  /** The required rejection, for files that plain sharp would take too long to decode. */
  readonly refusal?: RejectionCode;
}

/** Pixels on both sides of a square of just under 50 megapixels. */
const side = 7071;

type Makers = readonly ((random: Random) => Promise<Bomb> | Bomb)[];

// The cheapest first: a short run contains only these.
const makers: Readonly<Record<PhotoFormat, Makers>> = {
  jpeg: [
    async () => ({ bytes: await withSides(16_383, 16_383) }),
    (random) => ({ bytes: scanBomb(side, side, 2000 + whole(random, 2000)), refusal: 'TOO_MANY_PARTS' }),
    async (random) => ({
      bytes: insertSegments(await small(), repeated(segment(0xe0 + whole(random, 16), 'x'), 1_000_000)),
      refusal: 'TOO_MANY_PARTS',
    }),
    async (random) => ({ bytes: await withSides(65_535, 1 + whole(random, 800)) }),
    async (random) => ({ bytes: await withSides(1 + whole(random, 800), 65_535) }),
    (random) => ({ bytes: scanBomb(1 + whole(random, 65_500), 1, 20) }),
    (random) => ({ bytes: scanBomb(1, 1 + whole(random, 65_500), 20) }),
    async (random) => ({ bytes: insertSegments(await small(), repeated(comment('x'), 1 + whole(random, 9_000))) }),
    (random) => ({ bytes: scanBomb(side, side - whole(random, 50), 2 + whole(random, 99)) }),
  ],
  png: [
    () => ({ bytes: headerOnlyPng(16_383, 16_383) }),
    () => ({ bytes: emptyPng(1, 100_000) }),
    (random) => ({ bytes: deepPng(1_000_000 - whole(random, 500_000), 50) }),
    () => ({ bytes: emptyPng(16_383, 16_383) }),
    (random) => ({ bytes: emptyPng(100_000 - whole(random, 50_000), 1) }),
    (random) => ({ bytes: deepPng(5, 9_000_000 - whole(random, 5_000_000)) }),
    (random) => ({ bytes: headerOnlyPng(side, side - whole(random, 50), { deep: true }), refusal: 'DECODED_SIZE_TOO_LARGE' }),
    (random) => ({ bytes: emptyPng(side, side - whole(random, 50)) }),
    (random) => {
      const interlaced = random() < 0.5;
      const bytes = deepPng(side, side - whole(random, 50), { interlaced });
      return interlaced ? { bytes, refusal: 'DECODED_SIZE_TOO_LARGE' } : { bytes };
    },
    (random) => ({ bytes: deepPng(100_000, 500 - whole(random, 50)), refusal: 'DECODED_SIZE_TOO_LARGE' }),
  ],
  webp: [
    () => ({ bytes: losslessBomb() }),
    (random) => ({ bytes: losslessBomb(side, side - whole(random, 50)) }),
    (random) => ({ bytes: animation(300_000, 1 + whole(random, 16_000), 1 + whole(random, 3000)), refusal: 'TOO_MANY_PARTS' }),
    (random) => ({ bytes: losslessBomb(16_383, 3050 + whole(random, 10)) }),
    (random) => ({ bytes: losslessBomb(1, 16_383 - whole(random, 9000)) }),
    (random) => ({ bytes: losslessBomb(16_383 - whole(random, 9000), 1) }),
    (random) => ({ bytes: animation(2000 + whole(random, 3000), 160, 120) }),
    (random) => ({ bytes: animation(2 + whole(random, 5), side, side) }),
  ],
};

/** @param turn index of the bomb, modulo their number */
export async function bomb(turn: number, random: Random, format: PhotoFormat): Promise<Bomb> {
  const make = makers[format][turn % makers[format].length] as (random: Random) => Promise<Bomb> | Bomb;
  return make(random);
}

const small = () => photo({ width: 160, height: 120 });

const repeated = (part: Buffer, count: number) => Buffer.alloc(part.length * count, part);

/** A photo whose header contains another size. */
async function withSides(width: number, height: number): Promise<Buffer> {
  const parts = partsOf(await small()).map((part) => Buffer.from(part));
  const frame = parts.find((part) => part[1] === 0xc0);
  frame?.writeUInt16BE(height, 5);
  frame?.writeUInt16BE(width, 7);
  return Buffer.concat(parts);
}
