import type { Call } from './calls';

/** The limits of a run, as the function has them, which a test compares. */
export const pace = { pageSize: 200, pages: 5, slowPages: 1, roundMs: 86_400_000 } as const;

const { pageSize, pages, slowPages, roundMs } = pace;
const dayMs = 86_400_000;

/** Renditions of an image. */
const sizes = 3;

/**
 * What one run of `sweep-uploads` calls beside what it calls without images: it reads the record of each original and of each set of
 * renditions that it visits. A mean of the runs of a round.
 */
export function sweepOfStored(stored: number, runsPerDay: number): readonly Call[] {
  const originals = visitedPerRun(stored, runsPerDay);
  const renditions = visitedPerRun(stored * sizes, runsPerDay);
  const furtherPages = Math.max(0, originals / pageSize - 1) + Math.max(0, renditions / pageSize - 1);
  // Rounds of several runs remember when they began: a run reads it, and writes it at most once.
  const markers = [stored, stored * sizes].filter((objects) => objects > pageSize).length;
  return [
    { operation: 'GetItem', units: 1, times: originals + renditions / sizes + markers },
    { operation: 'ListObjectsV2', times: furtherPages },
    { operation: 'PutItem', units: 1, times: furtherPages + markers },
  ];
}

/** Objects of a store that one run visits: slowly for a day, and at full pace until the end of the round. */
function visitedPerRun(objects: number, runsPerDay: number): number {
  const slowRuns = (runsPerDay * roundMs) / dayMs + 1;
  const slow = slowPages * pageSize;
  if (objects <= slowRuns * slow) return Math.min(objects, slow);
  return objects / (slowRuns + (objects - slowRuns * slow) / (pages * pageSize));
}
