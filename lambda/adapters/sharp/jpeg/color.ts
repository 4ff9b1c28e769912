import type { Metadata } from 'sharp';
import { iccProfile } from '../color/icc-profile';
import { adobePrimaries } from '../color/primaries';
import { power } from '../color/transfer';
import { dcfColors } from './exif';
import { marker } from './segments';

/**
 * Adds an ICC profile of Adobe RGB to a JPEG that declares this color space only in its EXIF. Cameras in Adobe RGB mode write
 * the rules `R03`, and many of them add no profile. Returns any other file unchanged. @see DCF 2.0 (CIPA DC-009), 4.3
 */
export function withJpegColor(bytes: Uint8Array, { hasProfile, channels, exif }: Metadata): Uint8Array {
  if (hasProfile || channels !== 3 || !exif || dcfColors(exif) !== 'R03') return bytes;
  const profile = iccProfile({ primaries: adobePrimaries, transfer: power(2.19921875) }, 'RGB ');
  return profile ? Buffer.concat([bytes.subarray(0, 2), profileSegment(profile), bytes.subarray(2)]) : bytes;
}

function profileSegment(profile: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile]);
  const head = Buffer.from([0xff, marker.app2, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
