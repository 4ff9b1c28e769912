import type { InputFormat } from '../../core/formats';
import { repairJpeg } from './jpeg/repair';
import { repairWebp } from './webp/repair';

/**
 * Versions of a file that its decoder would not have, with flaws put right that lose no pixel: the decoder then shows whether
 * all pixels are there. PNG's own flaws are forgiven by libpng. @returns none when the file has no such flaw
 */
export function repaired(bytes: Uint8Array, format: InputFormat): Iterable<Uint8Array> {
  if (format === 'jpeg') return repairJpeg(bytes);
  return format === 'webp' ? repairWebp(bytes) : [];
}
