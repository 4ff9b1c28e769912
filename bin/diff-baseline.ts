import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBaseline, writeBaseline } from '../lib/baseline/baseline';
import { SetupError } from '../lib/setup-error';
import { type StageName, stages } from '../lib/stages';
import { synthTemplate } from '../lib/testing/synth';
import { run } from './run';

const folder = join(__dirname, '..', 'baseline');

/**
 * `npm run diff:baseline`: what deploying this over the last release would do to each stage; with `--update`, this is the
 * last release. It fails when a resource would be lost with what it holds.
 */
function diffBaseline(args: readonly string[]): number {
  const update = wantsUpdate(args);
  const templates = Object.fromEntries(
    (Object.keys(stages) as StageName[]).map((stage) => [stage, synthTemplate({ stage }).toJSON()]),
  );
  if (update) {
    for (const file of writeBaseline(folder, templates)) console.log(`wrote ${file}`);
    return 0;
  }
  const { lines, lost } = checkBaseline(folder, templates);
  console.log(lines.join('\n'));
  return lost ? 1 : 0;
}

/** @throws SetupError that shows the usage */
function wantsUpdate(args: readonly string[]): boolean {
  try {
    return parseArgs({ args: [...args], options: { update: { type: 'boolean', default: false } } }).values.update;
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\nUsage: npm run diff:baseline [-- --update]`);
  }
}

run(diffBaseline);
