import { isFrame, jpegSegments, marker } from './segments';

interface JpegFrame {
  readonly isSequential: boolean;
  readonly isProgressive: boolean;
  /** Whether the decoder notices missing data: of arithmetic coding, zeros at the end are left out of a sound file. */
  readonly isHuffmanCoded: boolean;
  /** Ids of its channels. */
  readonly channels: readonly number[];
}

/** The image's frame; `undefined` when the file ends before it. @see ITU-T T.81, B.2.2 */
export function frameOf(bytes: Uint8Array): JpegFrame | undefined {
  for (const { marker: code, start } of jpegSegments(bytes)) {
    if (!isFrame(code)) continue;
    // Behind its bits, height and width, the channels: three bytes each, the first its id.
    const channels = Array.from({ length: bytes[start + 5] ?? 0 }, (_, index) => bytes[start + 6 + 3 * index] ?? 0);
    return { isSequential: code === 0xc0 || code === 0xc1, isProgressive: code % 4 === 2, isHuffmanCoded: code < 0xc8, channels };
  }
  return undefined;
}

const coefficients = 64;

/**
 * Whether a JPEG's scans bring everything of every channel, as far as its decoder shows that each of them is whole. A file
 * that was cut short between two scans has none that is damaged: only all of them together show it. @see ITU-T T.81, G.1.1
 */
export function isComplete(bytes: Uint8Array): boolean {
  const frame = frameOf(bytes);
  if (!frame?.isHuffmanCoded) return false;
  /** Of each channel, the lowest bit that has come of each coefficient. */
  const lowest = new Map(frame.channels.map((id) => [id, new Array<number>(coefficients).fill(Number.POSITIVE_INFINITY)]));
  for (const { marker: code, start, end } of jpegSegments(bytes)) {
    if (code !== marker.sos) continue;
    const [first = 0, last = 0, bits = 0] = frame.isProgressive ? bytes.subarray(end - 3, end) : [0, coefficients - 1, 0];
    for (let index = 0; index < (bytes[start] ?? 0); index += 1) {
      lowest.get(bytes[start + 1 + 2 * index] ?? 0)?.fill(bits % 16, first, last + 1);
    }
  }
  return [...lowest.values()].every((bits) => bits.every((bit) => bit === 0));
}
