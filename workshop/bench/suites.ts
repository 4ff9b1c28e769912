import type { Suite } from './suite';
import { functions } from './suites/functions';
import { listPage } from './suites/list-page';
import { localRun } from './suites/local-run';
import { memory } from './suites/memory';
import { reload } from './suites/reload';
import { resize } from './suites/resize';
import { start } from './suites/start';
import { synth } from './suites/synth';
import { tests } from './suites/tests';

/** All suites by their titles, in the order of the table. */
export const suites: Readonly<Record<string, Suite>> = {
  'Three WebP images of 12 megapixels': resize,
  'Memory of the resizer': memory,
  Functions: functions,
  Synthesis: synth,
  'Start of the local run': start,
  'A change of the code in the local run': reload,
  'Load on the local run': localRun,
  'List of many images': listPage,
  Tests: tests,
};

export const benchmarkNames: readonly string[] = Object.values(suites).flatMap(({ benchmarks }) => Object.keys(benchmarks));
