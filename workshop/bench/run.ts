import type { BenchOptions } from './options';
import type { Section } from './report';
import { type Result, resultOf } from './result';
import type { Session, Suite } from './suite';

/**
 * Runs the selected benchmarks of a suite.
 * @param progress receives a line for each benchmark
 * @throws Error when an answer or a file is wrong
 */
export async function runSuite(
  title: string,
  suite: Suite,
  { selected, pairs }: Pick<BenchOptions, 'selected' | 'pairs'>,
  progress: (line: string) => void,
): Promise<Section> {
  const results: Result[] = [];
  const skipped: string[] = [];
  let session: Session | undefined;
  try {
    for (const [name, rows] of Object.entries(suite.benchmarks)) {
      if (!selected.includes(name)) continue;
      const obstacle = suite.obstacle?.(name);
      if (obstacle) {
        skipped.push(`${name}: ${obstacle}`);
        progress(`skipped ${name}: ${obstacle}`);
        continue;
      }
      const started = performance.now();
      session ??= await suite.open();
      const samples = await session.measure(name, pairs);
      results.push(...rows.map((row) => resultOf(row, samples[row.name])));
      progress(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  } finally {
    await session?.close();
  }
  return { title, results, skipped };
}
