import type { InputFormat } from '../../core/formats';
import { tooManyParts } from '../../core/rejection';
import type { FileKind } from '../../core/sniff';
import { isRestart, jpegSegments, marker } from './jpeg/segments';
import { riffChunks } from './webp/chunks';

/*
 * A file can have so many parts that it keeps its decoder busy for hours or takes gigabytes, even with few pixels: every scan
 * of a progressive JPEG processes the whole image again, libjpeg keeps every metadata segment, and libvips searches for each
 * frame of a WebP from the start. A photo has about ten scans, and one segment for each 64 KB of metadata.
 */
const most = { parts: 10_000, scans: 100 };

/**
 * Checks a file's structure before any decoder reads it.
 * @throws ImageRejected when it has too many parts
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
  jpeg: jpegParts,
  // libpng limits the chunks that it keeps, and reads each of them once.
  png: () => [],
  webp: webpParts,
};

function* jpegParts(bytes: Uint8Array): Generator<Part> {
  for (const { marker: code } of jpegSegments(bytes)) {
    if (code === marker.eoi || isRestart(code)) continue;
    yield code === marker.sos ? 'scans' : 'parts';
  }
}

function* webpParts(bytes: Uint8Array): Generator<Part> {
  for (const _ of riffChunks(bytes)) yield 'parts';
}
