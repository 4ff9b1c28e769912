import { type Fault, faultOf } from './faults';
import { Store } from './store';

/** Maximum number of concurrent requests. */
const concurrency = 3;

/** The selected photos; `undefined` outside of selection mode. */
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
 * Removes images with limited concurrency. An error does not stop the others.
 * @param onRemoved called after each removal, with the number of removed images
 * @returns the ids that could not be removed, with the last error
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
