import type { Shape } from '../traffic/shape';
import type { Task } from './work';

/** How containers are sized. */
export interface Sizing {
  readonly shape: Shape;
  /** Share of the vCPUs that is in use in the busiest hour, above 0 and up to 1. */
  readonly utilization: number;
}

export const usualUtilization = 0.7;

/** The values of `utilization`. */
export const utilizationRange = { from: 0.05, to: 1, whole: false } as const;

/** The vCPUs that some work needs, on the mean of a day. */
export const meanVcpu = ({ work, perDay }: Task): number => (perDay / 86_400) * (work.cpuMs / 1_000);

/** The vCPUs that some work needs in the busiest hour. Requests that arrive at once wait for each other. */
export const peakVcpu = (task: Task, shape: Shape): number => meanVcpu(task) * shape.peakFactor;
