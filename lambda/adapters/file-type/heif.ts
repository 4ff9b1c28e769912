import type { UnsupportedFile } from '../../core/rejection';

const avif: UnsupportedFile = { article: 'an', label: 'AVIF', advice: 'Export it as JPEG or PNG.' };
const heic: UnsupportedFile = {
  article: 'a',
  label: 'HEIC',
  advice: 'On an iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPEG.',
};
const heif: UnsupportedFile = { article: 'a', label: 'HEIF', advice: 'Export it as JPEG or PNG.' };

/** What the brands say of the pixels. */
const kinds: readonly [UnsupportedFile, readonly string[]][] = [
  [avif, ['avif', 'avis', 'avio']],
  [heic, ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']],
  // Of the container alone: these stand before any kind of pixels.
  [heif, ['mif1', 'mif2', 'msf1', 'miaf']],
];

/**
 * The images of the HEIF family, by all their brands: the first may name only the container. The library looks at that one
 * alone. @see ISO/IEC 14496-12, 4.3
 */
export function heifFile(head: Uint8Array): UnsupportedFile | undefined {
  const latin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1', 0, 512);
  if (latin.slice(4, 8) !== 'ftyp') return undefined;
  const end = ((head[2] ?? 0) << 8) | (head[3] ?? 0);
  // Behind the first brand there are four bytes of its version.
  const brands = [latin.slice(8, 12), ...(latin.slice(16, end).match(/.{4}/gs) ?? [])];
  const named = (brand: string) => kinds.find(([, all]) => all.includes(brand))?.[0];
  const [major, ...others] = brands.map(named);
  if (major && major !== heif) return major;
  // A video may be compatible with the container, too.
  return major ? (others.find((kind) => kind && kind !== heif) ?? heif) : undefined;
}
