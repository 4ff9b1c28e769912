import type { Processing } from './image';
import type { Clock } from './ports';

/** The function instance that does the work. */
export interface Host {
  /** Memory of the function, in MiB. */
  readonly memoryMb: number;
  /** Whether this is the instance's first invocation. */
  readonly coldStart: boolean;
}

/** The upload whose processing is measured. */
export interface Measured {
  readonly uploadedAt: Date;
  /** Number of times that its message was received, including this one. */
  readonly attempts: number;
}

/** Starts to measure. @returns a function that returns the cost so far */
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
