import { join } from 'node:path';
import { parseOptions, readArguments } from '../cli/options';
import { checkBaseline, writeBaseline } from '../lib/baseline/baseline';
import { type StageName, stages } from '../lib/settings/stages';
import { synthTemplate } from '../lib/testing/synth';
import { run } from './run';

const folder = join(__dirname, '..', 'baseline');

const usage = `npm run diff:baseline [-- --update]
  Prints how a deployment over the last release would change the resources. Fails if data would be lost.
  --update  replaces the templates of the last release by the current ones`;

/**
 * `npm run diff:baseline`: prints how a deployment over the last release would change each stage. With `--update`, replaces the
 * templates of the last release by the current ones. Fails when a resource with data would be deleted or replaced.
 */
function diffBaseline(args: readonly string[]): number {
  const options = { update: { type: 'boolean', default: false } } as const;
  const { update } = readArguments(args, usage, (given) => parseOptions(given, { options }).values);
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

run(diffBaseline);
