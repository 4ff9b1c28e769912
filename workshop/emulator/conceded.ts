/** A difference between the emulator and AWS that the test compensates. */
export interface Conceded {
  readonly what: string;
  /** The error without the change. */
  readonly error: string;
}

/** Reports a difference, so that a run shows what it does not prove. */
export function reportConcession({ what, error }: Conceded): void {
  process.stderr.write(`CONCEDED to the emulator: ${what}. Without it: ${error}\n`);
}
