import { frameOf, isComplete } from './frame';
import { type JpegSegment, jpegSegments, marker } from './segments';

/*
 * libjpeg warns of a flaw in the same way whether pixels are lost or not, and only of the first. So each flaw that loses none
 * is put right in a copy of the file, and the copy is decoded as strictly: what it still warns of has lost pixels.
 */

/**
 * The JPEG with its harmless flaws put right: no end marker behind the last scan, zeros in front of a marker, numbers in
 * headers that no decoder needs. Up to two versions, since a zero may be the last byte of a scan's data: in the first only
 * two zeros or more are taken for padding, in the second a single one, too.
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

/** Any number of 0xff may stand in front of a marker: zeros there become such. */
function fillZeros(jpeg: Buffer, from: number, to: number, least: number): void {
  let start = to;
  while (start > from && jpeg[start - 1] === 0) start -= 1;
  // Behind a 0xff of a scan's data, the first zero belongs to it.
  if (start > from && jpeg[start - 1] === 0xff) start += 1;
  if (to - start >= least) jpeg.fill(0xff, start, to);
}

/** Samsung's cameras write other numbers, which sequential scans do not use: https://github.com/lovell/sharp/issues/1578 */
function useAllCoefficients(jpeg: Buffer, { start, end }: JpegSegment): void {
  if (end - 3 >= start && end <= jpeg.length) jpeg.set([0, 63, 0], end - 3);
}

/** Of a JFIF file of another major version libjpeg reads as much as of the first. */
function useKnownVersion(jpeg: Buffer, { start }: JpegSegment): void {
  if (jpeg.toString('latin1', start, start + 5) === 'JFIF\0') jpeg[start + 5] = 1;
}

/** An unknown transform of colours is taken for the usual one: YCbCr of three channels, YCCK of four. */
function useKnownTransform(jpeg: Buffer, { start }: JpegSegment, hasBlack: boolean): void {
  const usual = hasBlack ? 2 : 1;
  const at = start + 11;
  if (jpeg.toString('latin1', start, start + 5) === 'Adobe' && jpeg[at] !== 0) jpeg[at] = usual;
}
