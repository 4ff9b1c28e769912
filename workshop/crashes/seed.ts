interface CrashSettings {
  readonly seed: number;
  /** How often the application is killed. */
  readonly rounds: number;
  /** Whether more is asked for than `npm test` does: then the tests leave nothing out. */
  readonly thorough: boolean;
}

/**
 * What people may set for a longer or another run: `CRASH_SEED=7 CRASH_ROUNDS=30 npx jest workshop/crashes`. The only place of
 * these tests that reads the environment.
 */
export function crashSettings(): CrashSettings {
  const { CRASH_SEED, CRASH_ROUNDS } = process.env;
  const rounds = whole('CRASH_ROUNDS', CRASH_ROUNDS || '1', 1);
  return { seed: whole('CRASH_SEED', CRASH_SEED || '20261122', 0), rounds, thorough: rounds > 1 };
}

/** Of no number there would be no rounds, and nothing tested. */
function whole(name: string, text: string, least: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`${name} must be a whole number from ${least}, not ${JSON.stringify(text)}.`);
}

/** Not by console, which Jest holds back and decorates. */
export const report = (line: string) => process.stderr.write(`${line}\n`);
