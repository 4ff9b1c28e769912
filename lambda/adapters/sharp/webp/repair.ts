import { riffChunks } from './chunks';

/** The header of a RIFF file, whose size counts what follows it. */
const riffHeader = 8;
/** The smallest chunk: fewer missing bytes cannot have been one. */
const chunkHeader = 8;

/**
 * The WebP with the size in its header put right, and the padding behind its last chunk. Every chunk must be whole, and no
 * more bytes missing than the header of another one takes.
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
