/** A row of the table. Its name starts with the name of the benchmark that measures it. */
export interface Row {
  readonly name: string;
  /** Of `ours` and `baseline`, such as `CPU ms`. */
  readonly unit: string;
}

/** What one pair measured for a row. */
export interface Sample {
  readonly ours: number;
  readonly baseline: number;
}

/** The samples of each row, one for each pair. A row that does not vary has one. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;

/** Benchmarks that share their preparation. */
export interface Suite {
  /** The rows of each benchmark, by the name that a filter selects. */
  readonly benchmarks: Readonly<Record<string, readonly Row[]>>;
  /** Why this machine cannot run a benchmark. @default - it can run all of them */
  obstacle?(benchmark: string): string | undefined;
  open(): Promise<Session>;
}

export interface Session {
  /** @throws Error when an answer or a file is wrong */
  measure(benchmark: string, pairs: number): Promise<Samples>;
  close(): Promise<void>;
}

export type Side = 'ours' | 'baseline';

/** Runs both sides directly after each other, in alternating order, so that a busy machine slows both. */
export async function inPairs<Measured>(
  pairs: number,
  sides: Readonly<Record<Side, () => Promise<Measured>>>,
): Promise<Readonly<Record<Side, Measured>>[]> {
  const measured: Record<Side, Measured>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2) {
      const ours = await sides.ours();
      measured.push({ ours, baseline: await sides.baseline() });
    } else {
      const baseline = await sides.baseline();
      measured.push({ ours: await sides.ours(), baseline });
    }
  }
  return measured;
}

/** The samples of one figure of each pair. */
export function samplesOf<Measured>(
  measured: readonly Readonly<Record<Side, Measured>>[],
  figure: (measured: Measured) => number,
): Sample[] {
  return measured.map(({ ours, baseline }) => ({ ours: figure(ours), baseline: figure(baseline) }));
}
