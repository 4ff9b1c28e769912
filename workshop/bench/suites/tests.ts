import { spawn } from 'node:child_process';
import { type Suite, samplesOf } from '../suite';

/** Paths for each row. */
const runs = { 'tests all': [], 'tests infrastructure': ['test/lib'] } as const;
const names = Object.keys(runs) as (keyof typeof runs)[];
const small = ['test/changelog'];

/** The duration of `npm test`, once, against that of a single small file: what jest itself takes. */
export const tests: Suite = {
  benchmarks: Object.fromEntries(names.map((name) => [name, [{ name, unit: 's' }]])),
  open: async () => ({
    async measure(name) {
      const baseline = await secondsOf(small);
      const ours = await secondsOf(runs[name as (typeof names)[number]]);
      return { [name]: samplesOf([{ ours, baseline }], (seconds) => seconds) };
    },
    close: async () => undefined,
  }),
};

/** @throws Error with the end of the output when a test fails */
async function secondsOf(paths: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn('npm', ['test', '--', ...paths], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`npm test failed:\n${output.slice(-4000)}`);
  return (performance.now() - started) / 1000;
}
