import type { ImageSize } from '../client/image';

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The HTML that lets a browser choose among the sizes, smallest first. The largest gives the place its proportions. */
export function srcsetHtml(sizes: Readonly<Record<string, ImageSize>>, alt: string): string {
  // A small photo is stored in one size under several names.
  const byWidth = new Map(Object.values(sizes).map((size) => [size.width, size]));
  const all = [...byWidth.values()].sort((a, b) => a.width - b.width);
  const [largest] = all.slice(-1);
  if (!largest) return '';
  const srcset = all.map(({ url, width }) => `    ${attribute(url)} ${width}w`).join(',\n');
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
