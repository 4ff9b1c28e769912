/**
 * The sizes that every image is stored in, each by the side of its bound box in pixels.
 * A new line here is a new size everywhere: in the renditions, the records, the API and the page.
 */
export const sizeBounds = { thumbnail: 200, medium: 800, full: 2048 } as const;

export type SizeName = keyof typeof sizeBounds;

export const sizeNames = Object.keys(sizeBounds) as SizeName[];

export type Sizes<T> = Readonly<Record<SizeName, T>>;

/** Applies `f` to all sizes at once. */
export async function mapSizes<A, B>(sizes: Sizes<A>, f: (size: A, name: SizeName) => Promise<B>): Promise<Sizes<B>> {
  const mapped = await Promise.all(sizeNames.map(async (name) => [name, await f(sizes[name], name)] as const));
  return Object.fromEntries(mapped) as Sizes<B>;
}
