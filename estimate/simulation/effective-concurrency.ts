import type { Model } from './model';

/** How many instances a route can occupy at most. */
export interface EffectiveConcurrency {
  readonly route: string;
  /** Requests a second that its throttle lets through. */
  readonly rate: number;
  readonly burst: number;
  readonly ms: number;
  /** Calls at a time when requests arrive at that rate, but not more than the limit of the account: by Little's law. */
  readonly sustained: number;
  /** Calls at a time for a moment, when as many requests as the burst arrive at once. */
  readonly moment: number;
}

/** The smaller of throttle × duration and the limit of the account, for each route with a throttle. */
export function effectiveConcurrency({ routes, functions, accountConcurrency }: Model): EffectiveConcurrency[] {
  return routes.flatMap(({ name, fn, throttle }) => {
    if (!throttle) return [];
    const { ms = 0, reserved = accountConcurrency } = functions[fn] ?? {};
    const { rate, burst } = throttle;
    const most = Math.min(reserved, accountConcurrency);
    return [{ route: name, rate, burst, ms, sustained: Math.min((rate * ms) / 1000, most), moment: Math.min(burst, most) }];
  });
}
