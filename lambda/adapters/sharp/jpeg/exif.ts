/*
 * A general EXIF reader builds every value that an entry declares: 64 KB of entries that point at the same bytes expand to
 * gigabytes. This reader follows two pointers and reads four bytes.
 */

const pointers = { exif: 0x8769, interoperability: 0xa005 } as const;
const interoperabilityIndex = 1;

/**
 * Returns the DCF rules of a photo's colors: `R98` for sRGB, `R03` for Adobe RGB; `undefined` when the EXIF does not declare
 * them or is corrupt.
 * @param exif beginning with `Exif\0\0`
 * @see https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.2 and 4.6.7
 */
export function dcfColors(exif: Uint8Array): string | undefined {
  try {
    const tiff = new DataView(exif.buffer, exif.byteOffset + 6, exif.byteLength - 6);
    const isLittle = tiff.getUint16(0) === 0x4949;
    const first = tiff.getUint32(4, isLittle);
    const photo = valueAt(tiff, first, pointers.exif, isLittle);
    const rules = photo && valueAt(tiff, tiff.getUint32(photo, isLittle), pointers.interoperability, isLittle);
    const index = rules && valueAt(tiff, tiff.getUint32(rules, isLittle), interoperabilityIndex, isLittle);
    return index === undefined ? undefined : String.fromCharCode(...[0, 1, 2].map((byte) => tiff.getUint8(index + byte)));
  } catch (error) {
    // A pointer beyond the end of the file. Corrupt metadata is ignored, because the pixels may be intact.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Returns the position of the four bytes of a tag's value; `undefined` when the directory does not contain the tag. */
function valueAt(tiff: DataView, directory: number, tag: number, isLittle: boolean): number | undefined {
  const count = tiff.getUint16(directory, isLittle);
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (tiff.getUint16(entry, isLittle) === tag) return entry + 8;
  }
  return undefined;
}
