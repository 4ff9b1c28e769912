import type { Sharp } from 'sharp';
import { comment, insertSegments, iptc } from './jpeg';
import { type PhotoFormat, photo, plain } from './photo';
import { chunk, insertChunks } from './png';

/** A secret in all metadata of `telltale`, which must not occur anywhere else. */
export const secret = 'SECRET-PLACE';

const tell = (image: Sharp) =>
  image
    .withExif({
      IFD0: { ImageDescription: secret, Copyright: secret },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 36/1' },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>${secret}</place></x:xmpmeta>`)
    .withIccProfile('p3');

/** A photo with its location in every kind of metadata of its format: EXIF, XMP, IPTC and comments, and with a profile. */
export async function telltale(format: PhotoFormat, size: { width: number; height: number }): Promise<Buffer> {
  const bytes = await photo({ ...size, format, paint: plain(90, 120, 150), edit: tell });
  if (format === 'jpeg') return insertSegments(bytes, iptc(secret), comment(secret));
  return format === 'png' ? insertChunks(bytes, chunk('tEXt', Buffer.from(`Comment\0${secret}`))) : bytes;
}
