import type { InputFormat } from '../../core/formats';
import { repairJpeg } from './jpeg/repair';
import { repairWebp } from './webp/repair';

/**
 * Yields versions of a file with its lossless flaws fixed, for files that the decoder rejects. The decoder then shows whether
 * all pixels exist. libpng tolerates the flaws of PNG itself.
 * @returns nothing when the file has no such flaw
 */
export function repaired(bytes: Uint8Array, format: InputFormat): Iterable<Uint8Array> {
  if (format === 'jpeg') return repairJpeg(bytes);
  return format === 'webp' ? repairWebp(bytes) : [];
}
