import { type SizeName, type Sizes, sizeBounds, sizeNames } from '../../lambda/core/sizes';

const byBound = sizeNames.toSorted((a, b) => sizeBounds[a] - sizeBounds[b]);

export const smallestSize: SizeName = byBound.at(0) ?? sizeNames[0];
export const largestSize: SizeName = byBound.at(-1) ?? sizeNames[0];

/** One value for each size of the table, in order. */
export function everySize<T>(value: (name: SizeName) => T): Sizes<T> {
  return Object.fromEntries(sizeNames.map((name) => [name, value(name)])) as Sizes<T>;
}

/** Sides of all sizes of an image with `width` × `height` pixels. */
export function sidesOf(width: number, height: number): Sizes<{ width: number; height: number }> {
  return everySize((name) => {
    const scale = Math.min(1, sizeBounds[name] / Math.max(width, height));
    const scaled = (side: number) => Math.max(1, Math.round(side * scale));
    return { width: scaled(width), height: scaled(height) };
  });
}
