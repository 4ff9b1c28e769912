/**
 * The sizes of every image, each with the side of its bounding box in pixels. To add a size everywhere (renditions, records,
 * API and page), add a line.
 */
export const sizeBounds = { thumbnail: 200, medium: 800, full: 2048 } as const;

export type SizeName = keyof typeof sizeBounds;

export const sizeNames = Object.keys(sizeBounds) as [SizeName, ...SizeName[]];

export type Sizes<T> = Readonly<Record<SizeName, T>>;

/**
 * The sizes of a stored record. A record may be older than the table above: it may lack a new size, or have a size that was
 * removed from the table.
 */
export type StoredSizes<T> = Readonly<Partial<Record<SizeName, T>>>;

/** Returns the sizes that a record lacks because it is older than they are. */
export function missingSizes(sizes: StoredSizes<unknown>): SizeName[] {
  return sizeNames.filter((name) => sizes[name] === undefined);
}

/**
 * Applies `f` to all sizes in parallel. Sizes that the record lacks and sizes that are not in the table are left out. When one
 * call fails, it waits for the others before it throws, so that no work continues unobserved.
 */
export async function mapSizes<A, B>(sizes: Sizes<A>, f: (size: A, name: SizeName) => Promise<B>): Promise<Sizes<B>>;
export async function mapSizes<A, B>(sizes: StoredSizes<A>, f: (size: A, name: SizeName) => Promise<B>): Promise<StoredSizes<B>>;
export async function mapSizes<A, B>(sizes: StoredSizes<A>, f: (size: A, name: SizeName) => Promise<B>): Promise<StoredSizes<B>> {
  const mapping = sizeNames.flatMap((name) => {
    const size = sizes[name];
    return size === undefined ? [] : [f(size, name).then((mapped) => [name, mapped] as const)];
  });
  await Promise.allSettled(mapping);
  return Object.fromEntries(await Promise.all(mapping)) as StoredSizes<B>;
}
