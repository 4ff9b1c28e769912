import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { buildModel } from './build-model';
import { chooseWindow } from './choose-window';
import { type EffectiveConcurrency, effectiveConcurrency } from './effective-concurrency';
import { type FirstLimit, firstLimit } from './first-limit';
import type { Model } from './model';
import type { Result, Window } from './result';
import { simulate } from './simulate';

/** What the users of a stage feel. */
export interface UsersFeel {
  readonly model: Model;
  readonly window: Window;
  readonly seed: number;
  /** The stage as it is. */
  readonly result: Result;
  /** The same stage without provisioned concurrency or, when it has none, with some. */
  readonly other: Result;
  /** Its instances, by function, in the result that has them. */
  readonly warm: Readonly<Record<string, number>>;
  /** Whether the template itself has them. */
  readonly isWarm: boolean;
  readonly firstLimit: FirstLimit;
  readonly effective: readonly EffectiveConcurrency[];
}

export const defaultSeed = 1;

/** Lambda's default quota of an account. New accounts have less, until they use it. */
export const defaultAccountConcurrency = 1_000;

/**
 * Simulates the traffic of a template, with and without provisioned concurrency.
 * @returns `undefined` without traffic
 */
export function usersFeel(
  template: Template,
  traffic: Traffic,
  accountConcurrency = defaultAccountConcurrency,
  seed = defaultSeed,
): UsersFeel | undefined {
  const model = buildModel(template, traffic, accountConcurrency);
  if ([...model.routes, ...model.workers].every(({ perSecond }) => perSecond === 0) && traffic.shape.atOnce === 0) return undefined;
  const window = chooseWindow(model);
  const isWarm = model.functions.some(({ warm }) => warm > 0);
  const other = isWarm ? withWarm(model, () => 0) : withWarm(model, (fn) => enough(model, fn));
  const { functions } = isWarm ? model : other;
  const result = simulate(model, window, seed);
  return {
    model,
    window,
    seed,
    result,
    other: simulate(other, window, seed),
    warm: Object.fromEntries(functions.flatMap(({ name, warm }) => (warm > 0 ? [[name, warm]] : []))),
    isWarm,
    firstLimit: firstLimit(model, result),
    effective: effectiveConcurrency(model),
  };
}

const withWarm = (model: Model, instances: (fn: number) => number): Model => ({
  ...model,
  functions: model.functions.map((fn, index) => ({ ...fn, warm: instances(index) })),
});

/** Twice the calls at a time that a function of the API has in its busiest hour, and at least one. */
function enough({ functions, routes, shape }: Model, fn: number): number {
  const perSecond = routes.filter((route) => route.fn === fn).reduce((sum, route) => sum + route.perSecond, 0);
  if (perSecond === 0) return 0;
  return Math.ceil(((perSecond * shape.peakFactor * (functions[fn]?.ms ?? 0)) / 1000) * 2);
}
