import type { BlobStore, ListedObject, Markers } from './ports';
import type { SweepRun } from './sweep-run';

export interface Listing {
  /** Names the markers. */
  readonly name: string;
  readonly store: Pick<BlobStore, 'list'>;
  readonly prefix: string;
  readonly markers: Markers;
}

/**
 * Visits objects in key order, from where the last run stopped, until this run's limits are reached. At the end of the listing
 * it starts from the beginning again. A round that fits into a day is walked slowly, because each visit reads a record; after a
 * day, the rest of a longer round is walked at full pace. After a crash, at most one page is repeated. An object that causes an error is skipped
 * until the next round, because it may fail forever and must not block the objects behind it.
 * @param visit handles one object; returns `true` when it removed something
 */
export async function walkListing(
  run: SweepRun,
  { name, store, prefix, markers }: Listing,
  visit: (object: ListedObject) => Promise<boolean>,
): Promise<void> {
  const { pageSize, removals } = run.limits;
  let removed = 0;
  const mayContinue = () => !run.isOver && removed < removals;
  if (!mayContinue()) return;
  let after = await markers.load(name);
  const round = new Round(name, markers);
  if (after !== undefined) await round.load();
  const pages = round.isLate(run) ? run.limits.pages : run.limits.slowPages;
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
    if (isEnd) return round.end();
  }
  await round.begin(run);
}

/** One walk through a whole listing, over several runs. A round that one run completes leaves no trace. */
class Round {
  private begunAt: string | undefined;

  constructor(
    private readonly name: string,
    private readonly markers: Markers,
  ) {}

  private get marker(): string {
    return `${this.name}-round`;
  }

  async load(): Promise<void> {
    this.begunAt = await this.markers.load(this.marker);
  }

  isLate(run: SweepRun): boolean {
    return this.begunAt !== undefined && new Date(this.begunAt) < run.ago(run.limits.roundMs);
  }

  /** Remembers when the round began, once. */
  async begin(run: SweepRun): Promise<void> {
    if (this.begunAt === undefined) await this.markers.save(this.marker, run.startedAt.toISOString());
  }

  async end(): Promise<void> {
    if (this.begunAt !== undefined) await this.markers.save(this.marker, undefined);
  }
}
