/** A chunk of a RIFF file, padded to an even length. @see https://developers.google.com/speed/webp/docs/riff_container */
export function riffChunk(type: string, ...parts: Uint8Array[]): Buffer {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A WebP file with these chunks. */
export const webpOf = (...chunks: Buffer[]) => riffChunk('RIFF', Buffer.from('WEBP'), ...chunks);

/** The chunks of a WebP file. */
export function chunksOf(webp: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 12; at + 8 <= webp.length; ) {
    const size = webp.readUInt32LE(at + 4);
    found.push(webp.subarray(at, at + 8 + size + (size % 2)));
    at += 8 + size + (size % 2);
  }
  return found;
}

/** A valid lossless WebP of white pixels, as libwebp writes it: at the maximum size, its 38 bytes decode to 1 GB. */
export function losslessBomb(width = 16_383, height = 16_383): Buffer {
  const file = Buffer.from('524946461e000000574542505650384c110000002ffebfff0f07d0fffef7bfff8188e87f0000', 'hex');
  const fixed = file.readUInt32LE(21) & 0xf0000000;
  file.writeUInt32LE((fixed | ((height - 1) << 14) | (width - 1)) >>> 0, 21);
  return file;
}

/** An animation of small frames on a canvas of any size. */
export function animation(frames: number, width: number, height: number): Buffer {
  const [picture = Buffer.alloc(0)] = chunksOf(losslessBomb(1, 1));
  const frame = riffChunk('ANMF', Buffer.alloc(16), picture);
  const canvas = riffChunk('VP8X', Buffer.from([2, 0, 0, 0]), uint24(width - 1), uint24(height - 1));
  return webpOf(canvas, riffChunk('ANIM', Buffer.alloc(6)), Buffer.alloc(frame.length * frames, frame));
}

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(value, 0, 3);
  return bytes;
}
