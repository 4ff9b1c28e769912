import type { Processing } from './image';
import type { Clock } from './ports';

/** Who does the work. */
export interface Host {
  /** Memory that the function is billed for, in MiB. */
  readonly memoryMb: number;
  /** Whether this is the first work of this process. */
  readonly coldStart: boolean;
}

/** What is measured of the work on a file. */
export interface Measured {
  readonly uploadedAt: Date;
  /** How often its message has been received, this time included. */
  readonly attempts: number;
}

/** Starts to measure. @returns what the work took until then, each time it is called */
export function measure({ uploadedAt, attempts }: Measured, host: Host, clock: Clock): () => Processing {
  const startedAt = clock.now();
  const started = clock.ticks();
  return () => ({
    ms: Math.round(clock.ticks() - started),
    queuedMs: Math.max(0, startedAt.getTime() - uploadedAt.getTime()),
    memoryMb: host.memoryMb,
    coldStart: host.coldStart,
    attempts,
  });
}
