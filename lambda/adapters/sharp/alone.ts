/** Work in progress. */
const running = new Set<Promise<unknown>>();
/** Resolves when no exclusive work is running or queued. */
let alone: Promise<unknown> = Promise.resolve();

/** Runs work concurrently with other work, but not with exclusive work. */
export async function runAmongOthers<T>(work: () => Promise<T>): Promise<T> {
  for (let before = undefined as unknown; before !== alone; ) {
    before = alone;
    await alone;
  }
  const result = work();
  const ended = result.catch(() => undefined).finally(() => running.delete(ended));
  running.add(ended);
  return result;
}

/** Waits for all running work, and runs work exclusively. */
export function runAlone<T>(work: () => Promise<T>): Promise<T> {
  const result = alone.then(() => Promise.all(running)).then(work);
  alone = result.catch(() => undefined);
  return result;
}
