import { join } from 'node:path';
import { parseOptions, readArguments } from '../cli/options';
import { argumentsOrExit } from '../cli/usage-error';
import { checkBaseline, writeBaseline } from '../lib/baseline/baseline';
import { SetupError } from '../lib/setup-error';
import { type StageName, stages } from '../lib/stages';
import { synthTemplate } from '../lib/testing/synth';

const folder = join(__dirname, '..', 'baseline');

const usage = `npm run diff:baseline [-- --update]
  Prints what deploying this over the last release would do, and fails where data would be lost.
  --update  takes this for the last release`;

/**
 * `npm run diff:baseline`: what deploying this over the last release would do to each stage; with `--update`, this is the
 * last release. It fails when a resource would be lost with what it holds.
 */
function main(): number {
  const options = { update: { type: 'boolean', default: false } } as const;
  const read = (args: readonly string[]) => parseOptions(args, { options }).values;
  const { update } = argumentsOrExit(() => readArguments(process.argv.slice(2), usage, read));
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

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
