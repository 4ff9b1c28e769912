import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mallocArenas } from '../../../lambda/contract';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import type { Line, Outcome, Verdict } from './report';

/** Maximum duration of one input before its process is killed. It is many times the allowed duration. */
const patienceMs = 120_000;

export interface Batch {
  readonly outcomes: readonly (Outcome & { readonly verdict?: Verdict['is'] })[];
  /** Peak memory of the process while it processed the uploads, in MiB. */
  readonly peakMiB: number;
}

/**
 * Uploads the inputs of a seed in a separate process with the settings of the deployed function, and compares with plain sharp.
 * @throws Error that names the input during which the process crashed, or was killed because it took too long
 */
export async function runBatch(seed: number, count: number, formats: readonly PhotoFormat[]): Promise<Batch> {
  const script = join(__dirname, 'run.ts');
  const env = { ...process.env, MALLOC_ARENA_MAX: mallocArenas };
  const child = spawn(process.execPath, ['--require', './cli/typescript.cjs', script, `${seed}`, `${count}`, ...formats], { env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  const outcomes: Outcome[] = [];
  const verdicts = new Map<string, Verdict['is']>();
  let peakMiB = Number.NaN;
  let latest = 'its start';
  let patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text);
    if ('outcome' in line) outcomes.push(line.outcome);
    else if ('verdict' in line) verdicts.set(keyOf(line.verdict), line.verdict.is);
    else if ('peakMiB' in line) peakMiB = line.peakMiB;
    else {
      const { format, index, series, step } = line.begins;
      latest = `the ${step} of ${format} ${index} (${series}, seed ${seed})`;
      clearTimeout(patience);
      patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    }
  }
  const end = await ended;
  clearTimeout(patience);
  if (end !== 0) throw new Error(`During ${latest}, the process ended with ${end}: ${stderr}`);
  return { outcomes: outcomes.map((outcome) => ({ ...outcome, verdict: verdicts.get(keyOf(outcome)) })), peakMiB };
}

const keyOf = ({ format, index }: { format: PhotoFormat; index: number }) => `${format} ${index}`;
