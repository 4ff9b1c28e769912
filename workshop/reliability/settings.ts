/** What a run is made of. `npm test` runs the short form of each proof, `npm run test:soak` the long one. */
export interface ReliabilitySettings {
  readonly seed: number;
  /** Hostile inputs of each format. */
  readonly inputs: number;
  /** Uploads while the local run is killed. */
  readonly uploads: number;
  /** Runs of the model. */
  readonly modelRuns: number;
  /** Whether this is the long form, which prints its figures in full. */
  readonly soak: boolean;
}

const short: ReliabilitySettings = { seed: 20261122, inputs: 16, uploads: 0, modelRuns: 300, soak: false };

/** The only place of these tests that reads the environment. */
export function reliabilitySettings(): ReliabilitySettings {
  const { SOAK } = process.env;
  return SOAK ? { ...short, ...JSON.parse(SOAK), soak: true } : short;
}

/** What the tests of a long run read. */
export const soakEnvironment = (settings: Omit<ReliabilitySettings, 'soak'>) => ({ SOAK: JSON.stringify(settings) });
