import { riffChunks } from './chunks';

/** Header of a RIFF file. The declared size excludes it. */
const riffHeader = 8;
/** The smallest chunk. Fewer missing bytes cannot have been one. */
const chunkHeader = 8;

/**
 * Yields the WebP with a corrected size in the header and the padding after its last chunk. Every chunk must be complete, and
 * fewer bytes may be missing than the header of another chunk takes.
 */
export function* repairWebp(bytes: Uint8Array): Generator<Uint8Array> {
  const last = [...riffChunks(bytes)].at(-1);
  if (!last || last.end > bytes.length) return;
  const length = last.end + (last.end % 2);
  const stated = riffHeader + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (stated - length >= chunkHeader) return;
  const whole = Buffer.alloc(length);
  whole.set(bytes.subarray(0, length));
  whole.writeUInt32LE(length - riffHeader, 4);
  yield whole;
}
