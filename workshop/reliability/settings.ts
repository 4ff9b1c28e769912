/** The extent of a run. `npm run test:all` runs the short form of each test, `npm run test:soak` the long form. */
export interface ReliabilitySettings {
  readonly seed: number;
  /** Hostile inputs of each format. */
  readonly inputs: number;
  /** Uploads while the local run is killed. */
  readonly uploads: number;
  /** Runs of the model. */
  readonly modelRuns: number;
  /** Whether this is the long form, which prints all figures. */
  readonly soak: boolean;
}

const short: ReliabilitySettings = { seed: 20261122, inputs: 16, uploads: 0, modelRuns: 300, soak: false };

/** Reads the settings. Nothing else in these tests reads the environment. */
export function reliabilitySettings(): ReliabilitySettings {
  const { SOAK } = process.env;
  return SOAK ? { ...short, ...JSON.parse(SOAK), soak: true } : short;
}

/** The environment of a long run. */
export const soakEnvironment = (settings: Omit<ReliabilitySettings, 'soak'>) => ({ SOAK: JSON.stringify(settings) });
