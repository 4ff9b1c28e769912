/** A difference between the emulator and AWS for which the test makes up. */
export interface Conceded {
  readonly what: string;
  /** The error without the concession. */
  readonly error: string;
}

/** Reports a concession, so that a run shows what it does not prove. */
export function reportConcession({ what, error }: Conceded): void {
  process.stderr.write(`CONCEDED to the emulator: ${what}. Without it: ${error}\n`);
}
