/** Work that has begun and not ended. */
const running = new Set<Promise<unknown>>();
/** Ends when no work is alone, or waits to be. */
let alone: Promise<unknown> = Promise.resolve();

/** Does work at the same time as other work, but for work that must be alone. */
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

/** Does work when all that runs has ended, and lets no other begin meanwhile. */
export function runAlone<T>(work: () => Promise<T>): Promise<T> {
  const result = alone.then(() => Promise.all(running)).then(work);
  alone = result.catch(() => undefined);
  return result;
}
