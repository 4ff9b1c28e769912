import type { UnsupportedFile } from '../../core/rejection';

const avif: UnsupportedFile = { article: 'an', label: 'AVIF', advice: 'Export it as JPEG or PNG.' };
const heic: UnsupportedFile = {
  article: 'a',
  label: 'HEIC',
  advice: 'On an iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPEG.',
};
const heif: UnsupportedFile = { article: 'a', label: 'HEIF', advice: 'Export it as JPEG or PNG.' };

/** The format that each brand stands for. */
const kinds: readonly [UnsupportedFile, readonly string[]][] = [
  [avif, ['avif', 'avis', 'avio']],
  [heic, ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']],
  // Brands of the container only. They say nothing about the codec.
  [heif, ['mif1', 'mif2', 'msf1', 'miaf']],
];

/**
 * Detects images of the HEIF family by all their brands, because the major brand may name only the container. The library
 * `file-type` reads only the major brand. @see ISO/IEC 14496-12, 4.3
 */
export function heifFile(head: Uint8Array): UnsupportedFile | undefined {
  const latin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1', 0, 512);
  if (latin.slice(4, 8) !== 'ftyp') return undefined;
  const end = ((head[2] ?? 0) << 8) | (head[3] ?? 0);
  // The major brand is followed by a version of four bytes.
  const brands = [latin.slice(8, 12), ...(latin.slice(16, end).match(/.{4}/gs) ?? [])];
  const named = (brand: string) => kinds.find(([, all]) => all.includes(brand))?.[0];
  const [major, ...others] = brands.map(named);
  if (major && major !== heif) return major;
  // A video may also list the container as a compatible brand.
  return major ? (others.find((kind) => kind && kind !== heif) ?? heif) : undefined;
}
