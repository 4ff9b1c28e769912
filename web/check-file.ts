import { allowedTypes } from '../client/image-client';
import { bytesText, limitText } from './format';

/**
 * Returns why a chosen file cannot be uploaded, before it is read or sent; `undefined` when it can. It uses the type that the
 * browser reports. The resizer detects the real type, for every client.
 */
export function validateFile(file: Pick<File, 'name' | 'type' | 'size'>, maxBytes: number): string | undefined {
  const type = file.type || typesByEnding[ending(file.name)] || '';
  if (/^image\/hei[cf]/.test(type)) {
    return 'This is a HEIC photo, which is not supported. On an iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPEG.';
  }
  if (!allowedTypes.includes(type)) return `This is ${kindOf(type)}, which is not supported. Choose a JPEG, PNG or WebP file.`;
  if (file.size === 0) return 'This file is empty. Choose a photo.';
  if (file.size > maxBytes) {
    return `This photo has ${bytesText(file.size)}. At most ${limitText(maxBytes)} are allowed. Make it smaller, then choose it again.`;
  }
  return undefined;
}

/** Not every system knows the types of all of them. */
const typesByEnding: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
};

const ending = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

function kindOf(type: string): string {
  const [family, kind = ''] = type.split('/');
  if (family === 'image') return `an image in the format ${kind.replace(/\+.*/, '').toUpperCase()}`;
  if (family === 'video') return 'a video';
  return 'another type of file';
}
