import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ExternalServer } from '../describe-with';

/** AWS's own matcher of event patterns; its place is a folder of jars. No server: it answers and ends. */
export const eventRuler: ExternalServer = { name: 'Event Ruler', variable: 'EVENT_RULER' };

/** Whether each event matches its pattern, as AWS has it. */
export function matchByRuler(folder: string, pairs: readonly { pattern: object; event: object }[]): boolean[] {
  const input = pairs.map(({ pattern, event }) => `${JSON.stringify(pattern)}\n${JSON.stringify(event)}\n`).join('');
  // The class path is Java's to expand; the program is compiled as it starts.
  const args = ['-cp', join(folder, '*'), join(__dirname, 'MatchEvents.java')];
  const { status, stdout, stderr, error } = spawnSync('java', args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`java ended with ${status}: ${stderr}`, { cause: error });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line === 'true');
}
