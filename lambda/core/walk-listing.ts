import type { BlobStore, ListedObject, Markers } from './ports';
import type { SweepRun } from './sweep-run';

export interface Listing {
  /** Names the marker. */
  readonly name: string;
  readonly store: Pick<BlobStore, 'list'>;
  readonly prefix: string;
  readonly markers: Markers;
}

/**
 * Visits objects in key order, from where the last run stopped, until this run's limits are reached. At the end of the listing
 * it starts from the beginning again. After a crash, at most one page is repeated. An object that causes an error is skipped
 * until the next round, because it may fail forever and must not block the objects behind it.
 * @param visit handles one object; returns `true` when it removed something
 */
export async function walkListing(
  run: SweepRun,
  { name, store, prefix, markers }: Listing,
  visit: (object: ListedObject) => Promise<boolean>,
): Promise<void> {
  const { pages, pageSize, removals } = run.limits;
  let removed = 0;
  const mayContinue = () => !run.isOver && removed < removals;
  if (!mayContinue()) return;
  let after = await markers.load(name);
  for (let page = 1; page <= pages && mayContinue(); page += 1) {
    const { objects, more } = await store.list(prefix, { limit: pageSize, after });
    const visited: string[] = [];
    for (const object of objects) {
      if (!mayContinue()) break;
      await run.attempt(object.key, async () => {
        if (await visit(object)) removed += 1;
      });
      visited.push(object.key);
    }
    const isEnd = !more && visited.length === objects.length;
    after = isEnd ? undefined : (visited.at(-1) ?? after);
    await markers.save(name, after);
    if (isEnd) return;
  }
}
