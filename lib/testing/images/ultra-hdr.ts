import { insertSegments, segment, xmp } from './jpeg';

const hdr = 'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"';

/**
 * A JPEG as Android phones create it: an SDR photo, followed by a gain map for HDR screens. @see
 * https://developer.android.com/media/platform/hdr-image-format
 */
export function ultraHdr(base: Buffer, gain: Buffer): Buffer {
  const gainMap = insertSegments(gain, description(`${hdr} hdrgm:GainMapMax="2" hdrgm:HDRCapacityMax="2"`));
  const item = (semantic: string, length = '') =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="${semantic}" Item:Mime="image/jpeg"${length}/></rdf:li>`;
  const directory = description(
    `${hdr} xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"`,
    `<Container:Directory><rdf:Seq>${item('Primary')}${item('GainMap', ` Item:Length="${gainMap.length}"`)}</rdf:Seq></Container:Directory>`,
  );
  const size = base.length + directory.length + pictures(0, 0, 0).length;
  // Offsets count from the byte after the segment's marker, length and name.
  const offset = size - (2 + directory.length + 8);
  return Buffer.concat([insertSegments(base, directory, pictures(size, gainMap.length, offset)), gainMap]);
}

function description(attributes: string, content = ''): Buffer {
  const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
  return xmp(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdf}"><rdf:Description ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}

/** The index of both pictures. @see CIPA DC-007, Multi-Picture Format */
function pictures(size: number, gainMapSize: number, gainMapOffset: number): Buffer {
  const entry = (tag: number, type: number, count: number, value: number) => numbers([tag, type], [count, value]);
  const version = 0x30313030;
  return segment(
    0xe2,
    'MPF\0MM\0*',
    numbers([], [8]),
    numbers([3], []),
    entry(0xb000, 7, 4, version),
    entry(0xb001, 4, 1, 2),
    entry(0xb002, 7, 32, 50),
    numbers([], [0, 0x030000, size, 0, 0, 0, gainMapSize, gainMapOffset, 0]),
  );
}

function numbers(shorts: number[], longs: number[]): Buffer {
  const bytes = Buffer.alloc(shorts.length * 2 + longs.length * 4);
  for (const [index, value] of shorts.entries()) bytes.writeUInt16BE(value, index * 2);
  for (const [index, value] of longs.entries()) bytes.writeUInt32BE(value, shorts.length * 2 + index * 4);
  return bytes;
}
