// npm run test:soak -- --seed 7 --inputs 2000 --uploads 1000 --model-runs 500
import { spawnSync } from 'node:child_process';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { soakEnvironment } from './settings';

const usage = `npm run test:soak -- [options]

  --seed N        which random inputs are tried, 0 to 2147483647  (default 7)
  --inputs N      hostile images of each format                   (default 2000)
  --uploads N     uploads while the application is killed         (default 1000)
  --model-runs N  runs of the model                               (default 500)

What is named behind the options is a part of a test's path, such as hostile.`;

/** Fewer uploads end before the application was killed three times with enough of them in progress. */
const fewestUploads = 100;

const numbers = {
  seed: { fallback: 7, least: 0 },
  inputs: { fallback: 2000, least: 16 },
  uploads: { fallback: 1000, least: fewestUploads },
  'model-runs': { fallback: 500, least: 1 },
} as const;

const largest = 2 ** 31 - 1;

/** Timeout of tests that do not set one. */
const longestTestMs = 60 * 60 * 1000;

/** @throws UsageError */
function soakArguments(args: readonly string[]) {
  return readArguments(args, usage, (given) => {
    const options = Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = parseOptions(given, { options, allowPositionals: true });
    const read = (name: keyof typeof numbers): number => {
      const { fallback, least } = numbers[name];
      const text = values[name] ?? `${fallback}`;
      const value = Number(text);
      if (!/^\d+$/.test(`${text}`) || value < least || value > largest) {
        throw new Error(`--${name} must be a whole number from ${least} to ${largest}, not ${JSON.stringify(text)}.`);
      }
      return value;
    };
    const settings = { seed: read('seed'), inputs: read('inputs'), uploads: read('uploads'), modelRuns: read('model-runs') };
    return { environment: soakEnvironment(settings), paths: positionals };
  });
}

function main(args: readonly string[]): number {
  const { environment, paths } = argumentsOrExit(() => soakArguments(args));
  // Before the options: Jest would read paths after the last option as more globs.
  const files = '**/workshop/reliability/**/*.{test,soak}.ts';
  const jest = [require.resolve('jest/bin/jest'), ...paths, '--runInBand', `--testTimeout=${longestTestMs}`, '--testMatch', files];
  const env = { ...process.env, ...environment };
  return spawnSync(process.execPath, jest, { stdio: 'inherit', env }).status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
