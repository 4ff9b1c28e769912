import type { Span } from './arrivals';
import type { LimitName } from './limits';
import type { Experience } from './measurement';

/** The time that is simulated, and from when on it counts: what is before only fills the instances. */
export interface Window extends Span {
  readonly countFrom: number;
}

/** How often a limit stopped or delayed a call. */
export interface Met {
  readonly limit: LimitName;
  readonly count: number;
  /** When it was met first, in seconds since the window began to count. */
  readonly firstAt: number;
}

export interface FunctionResult {
  readonly name: string;
  /** The most calls at a time, and the mean. */
  readonly peakConcurrency: number;
  readonly meanConcurrency: number;
}

export interface RouteResult extends Experience {
  readonly name: string;
}

/** The latency of a message is the time from its arrival to the end of the call. */
export interface WorkerResult extends Experience {
  readonly name: string;
  readonly peakBacklog: number;
  /** The longest time in which messages waited. */
  readonly longestDrainSeconds: number;
}

export interface Result {
  readonly functions: readonly FunctionResult[];
  readonly routes: readonly RouteResult[];
  readonly workers: readonly WorkerResult[];
  /** The requests that arrived at once. @default - there were none */
  readonly spike?: Experience;
  /** In the order in which they were met. */
  readonly met: readonly Met[];
}
