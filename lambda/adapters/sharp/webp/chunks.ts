export interface RiffChunk {
  /** Start of the header and end of the data, without the padding byte after an odd number of bytes. */
  readonly start: number;
  readonly end: number;
}

/**
 * Yields the chunks of a WebP. The last one may extend beyond the file. @see
 * https://developers.google.com/speed/webp/docs/riff_container
 */
export function* riffChunks(bytes: Uint8Array): Generator<RiffChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 12; start + 8 <= bytes.length; ) {
    const size = view.getUint32(start + 4, true);
    yield { start, end: start + 8 + size };
    start += 8 + size + (size % 2);
  }
}
