import { allowedTypes } from '../client/image-client';
import { bytesText, limitText } from './format';

/**
 * Why a chosen file cannot be uploaded, before anything of it is read or sent; `undefined` when it can. It goes by what the
 * browser takes the file for: what its bytes are, the resizer says for every client alike.
 */
export function validateFile(file: Pick<File, 'name' | 'type' | 'size'>, maxBytes: number): string | undefined {
  const type = file.type || typesByEnding[ending(file.name)] || '';
  if (/^image\/hei[cf]/.test(type)) {
    return 'This is a HEIC photo, which is not supported. On an iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPEG.';
  }
  if (!allowedTypes.includes(type))
    return `This is ${kindOf(type)}, not a photo that can be used. Choose a JPEG, PNG or WebP file.`;
  if (file.size === 0) return 'This file is empty. Choose the photo itself.';
  if (file.size > maxBytes) {
    return `This photo has ${bytesText(file.size)}; at most ${limitText(maxBytes)} are allowed. Make it smaller, then choose it again.`;
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
  if (family === 'image') return `an image of the type ${kind.replace(/\+.*/, '').toUpperCase()}`;
  if (family === 'video') return 'a video';
  return 'another kind of file';
}
