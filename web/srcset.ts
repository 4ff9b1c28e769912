import type { ImageSize } from '../client/image';

type Sizes = Readonly<Record<string, ImageSize>>;

/** As `srcset` names a size. */
export const candidate = ({ url, width }: ImageSize) => `${url} ${width}w`;

/** Longest side of a size that a tile shows, in pixels: enough for its 20 rem on a screen of high density. */
const tileSide = 1000;

/** The sizes that a tile chooses among, smallest first. An image may lack any of today's sizes. */
export function tileSizes(sizes: Sizes): ImageSize[] {
  const all = smallestFirst(sizes);
  const small = all.filter(({ width, height }) => Math.max(width, height) <= tileSide);
  return small.length > 0 ? small : all.slice(0, 1);
}

/** A small photo is stored in one size under several names: it is listed once. */
function smallestFirst(sizes: Sizes): ImageSize[] {
  const byWidth = new Map(Object.values(sizes).map((size) => [size.width, size]));
  return [...byWidth.values()].sort((a, b) => a.width - b.width);
}

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The HTML that lets a browser choose among the sizes, smallest first. The largest gives the place its proportions. */
export function srcsetHtml(sizes: Sizes, alt: string): string {
  const all = smallestFirst(sizes);
  const [largest] = all.slice(-1);
  if (!largest) return '';
  const srcset = all.map((size) => `    ${attribute(candidate(size))}`).join(',\n');
  return `<img
  src="${attribute(largest.url)}"
  srcset="
${srcset}"
  sizes="(max-width: ${largest.width}px) 100vw, ${largest.width}px"
  width="${largest.width}"
  height="${largest.height}"
  alt="${attribute(alt)}"
/>`;
}
