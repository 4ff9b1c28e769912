/**
 * The sizes that every image is stored in, each by the side of its bound box in pixels.
 * A new line here is a new size everywhere: in the renditions, the records, the API and the page.
 */
export const sizeBounds = { thumbnail: 200, medium: 800, full: 2048 } as const;

export type SizeName = keyof typeof sizeBounds;

export const sizeNames = Object.keys(sizeBounds) as SizeName[];

export type Sizes<T> = Readonly<Record<SizeName, T>>;

/**
 * The sizes of a stored record. Records outlive the table above: one may lack a size that is newer than it, and name a size
 * that is no longer there.
 */
export type StoredSizes<T> = Readonly<Partial<Record<SizeName, T>>>;

/** The sizes that a record lacks, because it is older than they are. */
export function missingSizes(sizes: StoredSizes<unknown>): SizeName[] {
  return sizeNames.filter((name) => sizes[name] === undefined);
}

/**
 * Applies `f` to all sizes at once; what a record lacks is left out, and so is a size that is no longer in the table. When one
 * fails, the others end first, so that no work goes on unseen.
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
