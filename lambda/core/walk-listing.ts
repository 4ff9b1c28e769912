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
 * Looks at objects in the order of their keys, from where the last run ended, as far as this run goes; behind the last one it
 * begins anew. A run that crashes repeats a page at most. An object that meets a fault is passed over: it may fail for ever,
 * and must not hold up those behind it; the next round comes to it again.
 * @param visit looks at one object; `true` when it removed something
 */
export async function walkListing(
  run: SweepRun,
  { name, store, prefix, markers }: Listing,
  visit: (object: ListedObject) => Promise<boolean>,
): Promise<void> {
  const { pages, pageSize, removals } = run.limits;
  let removed = 0;
  const mayGoOn = () => !run.isOver && removed < removals;
  if (!mayGoOn()) return;
  let after = await markers.load(name);
  for (let page = 1; page <= pages && mayGoOn(); page += 1) {
    const { objects, more } = await store.list(prefix, { limit: pageSize, after });
    const visited: string[] = [];
    for (const object of objects) {
      if (!mayGoOn()) break;
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
