/** A part of a JPEG file, as cameras put their metadata in. */
export function segment(marker: number, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Puts segments in front of all others. */
export function insertSegments(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** Gives a JPEG a colour profile, and leaves its pixels as they are. */
export function tagJpeg(jpeg: Buffer, profile: Buffer): Buffer {
  return insertSegments(jpeg, segment(0xe2, 'ICC_PROFILE\0\x01\x01', profile));
}

/** IPTC as Photoshop writes it, with one caption. */
export function iptc(caption: string): Buffer {
  const record = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, caption.length]), Buffer.from(caption, 'latin1')]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(record.length);
  const padding = Buffer.alloc(record.length % 2);
  return segment(0xed, 'Photoshop 3.0\0', '8BIM\x04\x04\0\0', length, record, padding);
}

export const xmp = (packet: string) => segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', packet);

export const comment = (text: string) => segment(0xfe, text);

/** The flaw of Samsung's cameras: a scan header whose last coefficient is 0 instead of 63. https://github.com/lovell/sharp/issues/1578 */
export function sloppyScan(jpeg: Buffer): Buffer {
  const flawed = Buffer.from(jpeg);
  const scan = flawed.indexOf(Buffer.from([0xff, 0xda]));
  flawed[scan + flawed.readUInt16BE(scan + 2)] = 0;
  return flawed;
}

/** The parts of a JPEG file: its start mark, its segments, each scan with its data, its end mark and what follows. */
export function partsOf(jpeg: Buffer): Buffer[] {
  const starts = [0];
  for (let at = 2; at + 2 <= jpeg.length; ) {
    starts.push(at);
    if (jpeg[at + 1] === 0xd9 || at + 4 > jpeg.length) break;
    const scan = jpeg[at + 1] === 0xda;
    at += 2 + jpeg.readUInt16BE(at + 2);
    // The data of a scan go on until a marker that is no restart; 0xff of the data is followed by a zero.
    while (scan && at + 1 < jpeg.length && !(jpeg[at] === 0xff && isMarker(jpeg[at + 1] ?? 0))) at += 1;
  }
  return starts.map((start, index) => jpeg.subarray(start, starts[index + 1]));
}

const isMarker = (code: number) => code !== 0 && (code < 0xd0 || code > 0xd7);
