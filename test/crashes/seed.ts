/** What people may set for a longer or another run: `CRASH_SEED=7 CRASH_ROUNDS=30 npx jest test/crashes`. */
export function crashSettings({ rounds }: { rounds: number }): { seed: number; rounds: number } {
  const { CRASH_SEED, CRASH_ROUNDS } = process.env;
  return { seed: Number(CRASH_SEED ?? 20261122), rounds: Number(CRASH_ROUNDS ?? rounds) };
}

/** Not by console, which Jest holds back and decorates. */
export const report = (line: string) => process.stderr.write(`${line}\n`);
