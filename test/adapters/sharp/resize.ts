import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import type { InputFormat } from '../../../lambda/core/formats';
import type { ResizedImage } from '../../../lambda/core/ports';
import { defaultImageSettings, type ImageSettings } from '../../../lambda/core/settings';
import { type FileKind, sniff } from '../../../lambda/core/sniff';

const signatures: Record<InputFormat, string> = { jpeg: '\xff\xd8\xff', png: '\x89PNG\r\n\x1a\n', webp: 'RIFF----WEBP' };

export function kindOf(format: InputFormat): FileKind {
  return sniff(Buffer.from(signatures[format], 'latin1')) as FileKind;
}

/** Returns the sizes themselves. */
export const keep = async (image: ResizedImage): Promise<ResizedImage> => image;

/** Resizes a file with the content type of its original format. */
export function resize(bytes: Uint8Array, format: InputFormat = 'jpeg', settings: Partial<ImageSettings> = {}) {
  return new SharpImageResizer({ ...defaultImageSettings, ...settings }).resize(bytes, kindOf(format), keep);
}
