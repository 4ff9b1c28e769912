import { buf as crc32 } from 'crc-32';

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Start and end of the chunk in the file. */
  readonly start: number;
  readonly end: number;
}

const signatureLength = 8;

/** Yields the complete chunks of a PNG, except those with a wrong checksum. @see https://www.w3.org/TR/png-3/#5Chunk-layout */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = signatureLength; start + 12 <= bytes.length; ) {
    const end = start + 12 + view.getUint32(start);
    if (end > bytes.length) return;
    const checked = bytes.subarray(start + 4, end - 4);
    // The library returns the checksum as a signed number.
    if (crc32(checked) === view.getInt32(end - 4)) {
      yield { type: String.fromCharCode(...checked.subarray(0, 4)), data: checked.subarray(4), start, end };
    }
    start = end;
  }
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
