import { adviceFor, caseOf } from './advice/advice';
import type { Advice } from './advice/case';
import { type MemoryPoint, resizerCurve } from './advice/memory';
import { type Estimate, estimate } from './bill/bill';
import { type Comparison, compare } from './containers/comparison';
import type { PriceList } from './prices/price-list';
import type { PriceName } from './prices/regions';
import { type UsersFeel, usersFeel } from './simulation/users-feel';
import type { Template } from './template/template';
import type { Traffic } from './traffic/traffic';

/** What the figures of an analysis depend on, beside the template and the traffic. */
export interface AnalysisOptions {
  /** Share of the containers' vCPUs that is in use in the busiest hour. */
  readonly utilization: number;
  /** @default - Lambda's default quota */
  readonly accountConcurrency?: number;
  /** Of the simulation. @default 1 */
  readonly seed?: number;
}

/** Everything that the estimate says about a template at some traffic. */
export interface Analysis {
  readonly estimate: Estimate;
  /** @default - without traffic */
  readonly feel?: UsersFeel;
  readonly utilization: number;
  readonly containers: readonly Comparison[];
  readonly advice: readonly Advice[];
  /** Sizes of the resizer's memory. Empty when the template has no resizer. */
  readonly resizerMemory: readonly MemoryPoint[];
}

export function analyze(
  template: Template,
  traffic: Traffic,
  list: PriceList<PriceName>,
  { utilization, accountConcurrency, seed }: AnalysisOptions,
): Analysis {
  const given = caseOf(template, traffic, list);
  return {
    estimate: estimate(template, traffic, list),
    feel: usersFeel(template, traffic, accountConcurrency, seed),
    utilization,
    containers: compare(template, traffic, utilization, list),
    advice: adviceFor(given),
    resizerMemory: resizerCurve(given),
  };
}
