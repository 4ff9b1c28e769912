import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timedCommand } from '../cpu';
import { inPairs, type Row, type Session, type Suite, samplesOf } from '../suite';

const root = join(__dirname, '../../..');
const conventionalApp = '"node --import tsx workshop/bench/baselines/conventional/app.ts"';

/** The commands of both sides, the figure that is compared, and its row. */
const commands = {
  'synth without validation': { options: '--no-validation', figure: 'cpu', unit: 'CPU ms' },
  'synth with validation': { options: '', figure: 'wall', unit: 'ms' },
} as const;

const benchmarks: Record<string, readonly Row[]> = Object.fromEntries(
  Object.entries(commands).map(([name, { unit }]) => [name, [{ name, unit }]]),
);

/** The whole stack of the application, against a stack with only its functions, each as a `NodejsFunction`. */
export const synth: Suite = {
  benchmarks,
  obstacle: () => (process.platform === 'win32' ? 'it requires a POSIX shell' : undefined),
  async open(): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const run = (output: string, options: string) =>
      timedCommand(`node_modules/.bin/cdk synth --quiet --output ${join(folder, output)} ${options}`, root);
    return {
      async measure(name, pairs) {
        const { options, figure } = commands[name as keyof typeof commands];
        const ours = () => run('ours', options);
        const baseline = () => run('baseline', `${options} --app ${conventionalApp}`);
        return { [name]: samplesOf(await inPairs(pairs, { ours, baseline }), (durations) => durations[figure]) };
      },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
