interface CrashSettings {
  readonly seed: number;
  /** Number of kills of the application. */
  readonly rounds: number;
  /** Whether this run is longer than that of `npm run test:all`: the tests then omit nothing. */
  readonly thorough: boolean;
}

/**
 * Reads the settings for a longer or another run: `CRASH_SEED=7 CRASH_ROUNDS=30 npm run test:all -- workshop/crashes`. Nothing else in these tests
 * reads the environment.
 */
export function crashSettings(): CrashSettings {
  const { CRASH_SEED, CRASH_ROUNDS } = process.env;
  const rounds = whole('CRASH_ROUNDS', CRASH_ROUNDS || '1', 1);
  return { seed: whole('CRASH_SEED', CRASH_SEED || '20261122', 0), rounds, thorough: rounds > 1 };
}

/** Rejects an invalid number: NaN would mean no rounds, and no tests. */
function whole(name: string, text: string, least: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`${name} must be a whole number from ${least}, not ${JSON.stringify(text)}.`);
}

/** Writes a line. Not with `console`, whose output Jest buffers and decorates. */
export const report = (line: string) => process.stderr.write(`${line}\n`);
