import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ExternalServer } from '../describe-with';

/** Event Ruler, AWS's library that matches event patterns. The variable contains the path of a folder with its jars. */
export const eventRuler: ExternalServer = { name: 'Event Ruler', variable: 'EVENT_RULER' };

/** Whether each event matches its pattern, according to Event Ruler. */
export function matchByRuler(folder: string, pairs: readonly { pattern: object; event: object }[]): boolean[] {
  const input = pairs.map(({ pattern, event }) => `${JSON.stringify(pattern)}\n${JSON.stringify(event)}\n`).join('');
  // Java itself expands the `*` in the class path, and compiles the program when it starts it.
  const args = ['-cp', join(folder, '*'), join(__dirname, 'MatchEvents.java')];
  const { status, stdout, stderr, error } = spawnSync('java', args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`java ended with ${status}: ${stderr}`, { cause: error });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line === 'true');
}
