/**
 * The sizes that every image is stored in, each by the side of its bound box in pixels.
 * A new line here is a new size everywhere: in the renditions, the records, the API and the page.
 */
export const sizeBounds = { thumbnail: 200, medium: 800, full: 2048 } as const;

export type SizeName = keyof typeof sizeBounds;

export const sizeNames = Object.keys(sizeBounds) as SizeName[];

export type Sizes<T> = Readonly<Record<SizeName, T>>;

/** Applies `f` to all sizes at once. When one fails, the others end first, so that no work goes on unseen. */
export async function mapSizes<A, B>(sizes: Sizes<A>, f: (size: A, name: SizeName) => Promise<B>): Promise<Sizes<B>> {
  const mapping = sizeNames.map(async (name) => [name, await f(sizes[name], name)] as const);
  await Promise.allSettled(mapping);
  return Object.fromEntries(await Promise.all(mapping)) as Sizes<B>;
}
