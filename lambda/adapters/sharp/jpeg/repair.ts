import { frameOf, isComplete } from './frame';
import { type JpegSegment, jpegSegments, marker } from './segments';

/*
 * libjpeg reports harmless and harmful flaws in the same way, and only the first one. Therefore every harmless flaw is fixed in
 * a copy of the file, and the copy is decoded in strict mode: any remaining warning means lost pixels.
 */

/**
 * Yields the JPEG with its harmless flaws fixed: no end marker after the last scan, zeros before a marker, header values that
 * no decoder needs. Up to two versions, because a zero may be the last byte of a scan's data: the first treats only two or more
 * zeros as padding, the second also a single one.
 */
export function* repairJpeg(bytes: Uint8Array): Generator<Uint8Array> {
  let last = bytes;
  for (const leastZeros of [2, 1]) {
    const version = corrected(bytes, leastZeros);
    if (version && Buffer.compare(version, last) !== 0) yield version;
    last = version ?? last;
  }
}

function corrected(bytes: Uint8Array, leastZeros: number): Buffer | undefined {
  const frame = frameOf(bytes);
  const copy = Buffer.from(bytes);
  let before = 2;
  let ends = false;
  for (const segment of jpegSegments(bytes)) {
    fillZeros(copy, before, segment.at, leastZeros);
    if (segment.marker === marker.sos && frame?.isSequential) useAllCoefficients(copy, segment);
    if (segment.marker === marker.app0) useKnownVersion(copy, segment);
    if (segment.marker === marker.app14) useKnownTransform(copy, segment, frame?.channels.length === 4);
    before = segment.end;
    ends = segment.marker === marker.eoi;
  }
  if (ends) return copy;
  return isComplete(bytes) ? Buffer.concat([copy, Buffer.from([0xff, marker.eoi])]) : undefined;
}

/** Any number of 0xff bytes may precede a marker: zeros there are replaced by them. */
function fillZeros(jpeg: Buffer, from: number, to: number, least: number): void {
  let start = to;
  while (start > from && jpeg[start - 1] === 0) start -= 1;
  // After a 0xff of a scan's data, the first zero belongs to it.
  if (start > from && jpeg[start - 1] === 0xff) start += 1;
  if (to - start >= least) jpeg.fill(0xff, start, to);
}

/** Samsung cameras write other values, which sequential scans do not use: https://github.com/lovell/sharp/issues/1578 */
function useAllCoefficients(jpeg: Buffer, { start, end }: JpegSegment): void {
  if (end - 3 >= start && end <= jpeg.length) jpeg.set([0, 63, 0], end - 3);
}

/** For a JFIF file with another major version, libjpeg reads the same fields as for version 1. */
function useKnownVersion(jpeg: Buffer, { start }: JpegSegment): void {
  if (jpeg.toString('latin1', start, start + 5) === 'JFIF\0') jpeg[start + 5] = 1;
}

/** An unknown color transform is treated as the usual one: YCbCr for three channels, YCCK for four. */
function useKnownTransform(jpeg: Buffer, { start }: JpegSegment, hasBlack: boolean): void {
  const usual = hasBlack ? 2 : 1;
  const at = start + 11;
  if (jpeg.toString('latin1', start, start + 5) === 'Adobe' && jpeg[at] !== 0) jpeg[at] = usual;
}
