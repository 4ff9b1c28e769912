import type { Call } from './calls';

/** How far one run of `sweep-uploads` gets in each bucket. */
const perRun = { pageSize: 200, pages: 5 } as const;

/** Renditions of an image. */
const sizes = 3;

/**
 * What one run of `sweep-uploads` calls beside what it calls without images: it reads the record of each original and of each set of
 * renditions that it visits.
 */
export function sweepOfStored(stored: number): readonly Call[] {
  const visited = (objects: number) => Math.min(objects, perRun.pageSize * perRun.pages);
  const furtherPages = (objects: number) => Math.max(0, visited(objects) / perRun.pageSize - 1);
  const further = furtherPages(stored) + furtherPages(stored * sizes);
  return [
    { operation: 'GetItem', units: 1, times: visited(stored) + visited(stored * sizes) / sizes },
    { operation: 'ListObjectsV2', times: further },
    { operation: 'PutItem', units: 1, times: further },
  ];
}
