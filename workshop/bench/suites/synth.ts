import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Durations, timedCommand } from '../cpu';
import { inPairs, type Session, type Suite, samplesOf } from '../suite';

const root = join(__dirname, '../../..');
const conventionalApp = '"node --import tsx workshop/bench/baselines/conventional/app.ts"';

const rows = [
  { name: 'synth without validation', unit: 'CPU ms' },
  { name: 'synth with validation', unit: 'ms' },
] as const;
const [without, withValidation] = rows;

/** The whole stack of the application, against a stack with only its functions, each as a `NodejsFunction`. */
export const synth: Suite = {
  benchmarks: { synth: rows },
  obstacle: () => (process.platform === 'win32' ? 'it requires a POSIX shell' : undefined),
  async open(): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const run = (output: string, options: string) =>
      // Without a variable that other benchmarks set for this process, and that would turn the validation off.
      timedCommand(`env -u CDK_VALIDATION node_modules/.bin/cdk synth --quiet --output ${join(folder, output)} ${options}`, root);
    const baseline = () => run('baseline', `--no-validation --app ${conventionalApp}`);
    const validate = async () => {
      const durations = await run('validated', '');
      if (!existsSync(join(folder, 'validated/validation-report.json'))) throw new Error('The stack was not validated.');
      return durations;
    };
    return {
      async measure(_, pairs) {
        const validated: Durations[] = [];
        // Both rows have the same baseline, which is the longest of the three commands.
        const measured = await inPairs(pairs, {
          ours: async () => {
            const durations = await run('ours', '--no-validation');
            validated.push(await validate());
            return durations;
          },
          baseline,
        });
        return {
          [without.name]: samplesOf(measured, ({ cpu }) => cpu),
          [withValidation.name]: measured.map((pair, index) => ({
            ours: validated[index]?.wall ?? Number.NaN,
            baseline: pair.baseline.wall,
          })),
        };
      },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
