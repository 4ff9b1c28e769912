import { type Fault, faultOf } from './faults';
import { Store } from './store';

/** How many requests run at the same time. */
const concurrency = 3;

/** The photos that the user has selected; `undefined` while nothing is being selected. */
export class Selection {
  readonly ids = new Store<ReadonlySet<string> | undefined>(undefined);

  begin(): void {
    this.ids.set(new Set());
  }

  end(): void {
    this.ids.set(undefined);
  }

  set(ids: Iterable<string>): void {
    this.ids.set(new Set(ids));
  }

  toggle(id: string): void {
    const next = new Set(this.ids.value);
    if (!next.delete(id)) next.add(id);
    this.ids.set(next);
  }
}

/**
 * Removes images, a few at the same time. One that cannot be removed does not stop the others.
 * @param onRemoved called after each, with how many are removed
 * @returns the ids that could not be removed, with the reason of the last
 */
export async function removeAll(
  ids: Iterable<string>,
  remove: (id: string) => Promise<void>,
  onRemoved: (count: number) => void,
): Promise<{ removed: number; failed: readonly string[]; fault?: Fault }> {
  const waiting = [...ids];
  const failed: string[] = [];
  let removed = 0;
  let fault: Fault | undefined;
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await remove(id);
        removed += 1;
        onRemoved(removed);
      } catch (error) {
        failed.push(id);
        fault = faultOf(error);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { removed, failed, fault };
}
