export interface RiffChunk {
  /** Where its header begins, and where its data end, without the padding behind an odd number of bytes. */
  readonly start: number;
  readonly end: number;
}

/** The chunks of a WebP, the last of which may end behind the file. @see https://developers.google.com/speed/webp/docs/riff_container */
export function* riffChunks(bytes: Uint8Array): Generator<RiffChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 12; start + 8 <= bytes.length; ) {
    const size = view.getUint32(start + 4, true);
    yield { start, end: start + 8 + size };
    start += 8 + size + (size % 2);
  }
}
