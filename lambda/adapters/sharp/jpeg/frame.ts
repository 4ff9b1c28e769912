import { isFrame, jpegSegments, marker } from './segments';

interface JpegFrame {
  readonly isSequential: boolean;
  readonly isProgressive: boolean;
  /** Whether the decoder detects missing data. With arithmetic coding, an intact file may omit zeros at the end. */
  readonly isHuffmanCoded: boolean;
  /** Ids of the channels. */
  readonly channels: readonly number[];
}

/** Returns the image's frame; `undefined` when the file ends before it. @see ITU-T T.81, B.2.2 */
export function frameOf(bytes: Uint8Array): JpegFrame | undefined {
  for (const { marker: code, start } of jpegSegments(bytes)) {
    if (!isFrame(code)) continue;
    // After precision, height and width follow the channels: three bytes each, beginning with the id.
    const channels = Array.from({ length: bytes[start + 5] ?? 0 }, (_, index) => bytes[start + 6 + 3 * index] ?? 0);
    return { isSequential: code === 0xc0 || code === 0xc1, isProgressive: code % 4 === 2, isHuffmanCoded: code < 0xc8, channels };
  }
  return undefined;
}

const coefficients = 64;

/**
 * Whether the scans of a JPEG contain all data of every channel, if the decoder shows that each scan is complete. A file that
 * was truncated between two scans has no corrupt scan: only the sum of all scans reveals it. @see ITU-T T.81, G.1.1
 */
export function isComplete(bytes: Uint8Array): boolean {
  const frame = frameOf(bytes);
  if (!frame?.isHuffmanCoded) return false;
  /** For each channel, the lowest bit received of each coefficient. */
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
