/** A segment of a JPEG file, as cameras use it for metadata. */
export function segment(marker: number, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Inserts segments before all others. */
export function insertSegments(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** Adds a color profile to a JPEG without changing its pixels. */
export function tagJpeg(jpeg: Buffer, profile: Buffer): Buffer {
  return insertSegments(jpeg, segment(0xe2, 'ICC_PROFILE\0\x01\x01', profile));
}

/** IPTC in Photoshop's format, with one caption. */
export function iptc(caption: string): Buffer {
  const record = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, caption.length]), Buffer.from(caption, 'latin1')]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(record.length);
  const padding = Buffer.alloc(record.length % 2);
  return segment(0xed, 'Photoshop 3.0\0', '8BIM\x04\x04\0\0', length, record, padding);
}

export const xmp = (packet: string) => segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', packet);

export const comment = (text: string) => segment(0xfe, text);

/**
 * The flaw of Samsung cameras: a scan header with 0 instead of 63 as its last coefficient.
 * https://github.com/lovell/sharp/issues/1578
 */
export function sloppyScan(jpeg: Buffer): Buffer {
  const flawed = Buffer.from(jpeg);
  const scan = flawed.indexOf(Buffer.from([0xff, 0xda]));
  flawed[scan + flawed.readUInt16BE(scan + 2)] = 0;
  return flawed;
}

/** Splits a JPEG file into its start marker, its segments, each scan with its data, its end marker and the rest. */
export function partsOf(jpeg: Buffer): Buffer[] {
  const starts = [0];
  for (let at = 2; at + 2 <= jpeg.length; ) {
    starts.push(at);
    if (jpeg[at + 1] === 0xd9 || at + 4 > jpeg.length) break;
    const scan = jpeg[at + 1] === 0xda;
    at += 2 + jpeg.readUInt16BE(at + 2);
    // The data of a scan end at a marker that is not a restart marker; a 0xff in the data is followed by a zero.
    while (scan && at + 1 < jpeg.length && !(jpeg[at] === 0xff && isMarker(jpeg[at + 1] ?? 0))) at += 1;
  }
  return starts.map((start, index) => jpeg.subarray(start, starts[index + 1]));
}

const isMarker = (code: number) => code !== 0 && (code < 0xd0 || code > 0xd7);

/** Changes the frame type or precision of a JPEG without changing its data. */
export function withFrame(jpeg: Buffer, change: { marker?: number; bits?: number; height?: number }): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.indexOf(Buffer.from([0xff, 0xc0]));
  if (change.marker !== undefined) changed[frame + 1] = change.marker;
  if (change.bits !== undefined) changed[frame + 4] = change.bits;
  if (change.height !== undefined) changed.writeUInt16BE(change.height, frame + 5);
  return changed;
}

/** A lossless JPEG with a single gray value. @see ITU-T T.81, annex H */
export function losslessJpeg(width: number, height: number, bits: number): Buffer {
  const frame = Buffer.from([bits, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  // One symbol of one bit: no difference from the previous pixel.
  const table = Buffer.from([0, 1, ...new Array(15).fill(0), 0]);
  const data = Buffer.alloc(Math.ceil((width * height) / 8));
  const scan = segment(0xda, Buffer.from([1, 1, 0, 1, 0, 0]));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xc3, frame), segment(0xc4, table), scan, data, endMark]);
}

export const endMark = Buffer.from([0xff, 0xd9]);

/** Inserts bytes before every restart marker of a scan. */
export function beforeRestarts(jpeg: Buffer, bytes: Buffer): Buffer {
  const parts = partsOf(jpeg).flatMap((part) => (part[1] === 0xda ? splitAt(part, restarts(part)) : [part]));
  return Buffer.concat(parts.flatMap((part) => (isRestart(part) ? [bytes, part] : [part])));
}

const isRestart = (part: Buffer) => part[0] === 0xff && (part[1] ?? 0) >= 0xd0 && (part[1] ?? 0) <= 0xd7;

/** Returns the positions of the restart markers of a scan. */
function restarts(scan: Buffer): number[] {
  return [...scan.keys()].filter((at) => isRestart(scan.subarray(at, at + 2)));
}

function splitAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const starts = [0, ...places];
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1]));
}
