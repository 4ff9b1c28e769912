import type { InputFormat } from '../../core/formats';
import { tooManyParts } from '../../core/rejection';
import type { FileKind } from '../../core/sniff';

/*
 * A file can be made of so many parts that it keeps its decoder busy for hours or takes gigabytes, however few its pixels:
 * every scan of a progressive JPEG goes over the whole image again, libjpeg keeps every segment of metadata, and libvips
 * searches for each frame of a WebP from the first on. A photo has about ten scans, and a segment for each 64 KB of metadata.
 */
const most = { parts: 10_000, scans: 100 };

/**
 * Looks at a file's structure alone, before any decoder does.
 * @throws ImageRejected when it is made of too many parts
 */
export function checkParts(bytes: Uint8Array, kind: FileKind): void {
  const counts = { parts: 0, scans: 0 };
  for (const part of kind.format ? partsOf[kind.format](bytes) : []) {
    counts[part] += 1;
    if (counts[part] > most[part]) throw tooManyParts(kind, part, most[part]);
  }
}

type Part = keyof typeof most;

const partsOf: Readonly<Record<InputFormat, (bytes: Uint8Array) => Iterable<Part>>> = {
  jpeg: jpegSegments,
  // libpng limits the chunks that it keeps, and reads each of them once.
  png: () => [],
  webp: riffChunks,
};

/** As a decoder comes upon them. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B */
function* jpegSegments(bytes: Uint8Array): Generator<Part> {
  for (let at = bytes.indexOf(0xff, 2); at !== -1; at = bytes.indexOf(0xff, at)) {
    // Any number of 0xff may stand before a marker.
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at] ?? 0xd9;
    at += 1;
    if (marker === 0xd9) return;
    // Within a scan: a 0xff of its data, or a restart.
    if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    yield marker === 0xda ? 'scans' : 'parts';
    at += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }
}

/** @see https://developers.google.com/speed/webp/docs/riff_container */
function* riffChunks(bytes: Uint8Array): Generator<Part> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    yield 'parts';
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
}
