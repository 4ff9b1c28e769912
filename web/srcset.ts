import type { ImageSize } from '../client/image';

type Sizes = Readonly<Record<string, ImageSize>>;

/** One candidate of a `srcset`. */
export const candidate = ({ url, width }: ImageSize) => `${url} ${width}w`;

/** Longest side of a tile's picture, in pixels: sufficient for 20 rem on a high-density screen. */
const tileSide = 1000;

/** Candidates for a tile, smallest first. An image may lack any of the current sizes. */
export function tileSizes(sizes: Sizes): ImageSize[] {
  const all = smallestFirst(sizes);
  const small = all.filter(({ width, height }) => Math.max(width, height) <= tileSide);
  return small.length > 0 ? small : all.slice(0, 1);
}

/** A small photo has the same size under several names: it is listed once. */
function smallestFirst(sizes: Sizes): ImageSize[] {
  const byWidth = new Map(Object.values(sizes).map((size) => [size.width, size]));
  return [...byWidth.values()].sort((a, b) => a.width - b.width);
}

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Returns the HTML of a responsive image, smallest size first. The largest one defines the aspect ratio. */
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
