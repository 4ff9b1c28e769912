/** What the log of a deployed function says about its calls. Durations are in milliseconds. */
export interface MeasuredFunction {
  readonly calls: number;
  /** Calls that started cold. */
  readonly cold: number;
  /** Billed duration of a call, which includes the initialization of a cold start. */
  readonly billed: MeanAndP99;
  /** Initialization of a cold start. @default - none started cold */
  readonly init?: MeanAndP99;
  readonly memoryMb: number;
  /** The most that a call has used. */
  readonly usedMb: number;
}

export interface MeanAndP99 {
  readonly mean: number;
  readonly p99: number;
}

/** The functions of a stack that were called, by their logical ids. */
export interface Measurements {
  /** For people: `in the logs of STACK, last 7 days`. */
  readonly where: string;
  readonly functions: Readonly<Record<string, MeasuredFunction>>;
}

/** How long a call takes that does not start cold, as billed. */
export const warmMsOf = ({ calls, cold, billed, init }: MeasuredFunction): number =>
  Math.max(1, billed.mean - ((init?.mean ?? 0) * cold) / calls);
