import { pricesOf } from '../prices/regions';
import type { Template } from '../template/template';
import { type ProfileName, profiles } from '../traffic/traffic';
import { type Estimate, estimate } from './bill';

/** The estimates of a template, by profile. */
export function estimatesOf(template: Template): Record<ProfileName, Estimate> {
  const all = Object.entries(profiles).map(([name, traffic]) => [name, estimate(template, traffic, pricesOf('us-east-1'))]);
  return Object.fromEntries(all);
}

/** What each profile costs, to the cent, with and without the free tier. */
export function costsOf(template: Template): Record<string, { usd: number; usdWithoutFree: number }> {
  const cents = (usd: number) => Number(usd.toFixed(2));
  const costs = Object.entries(estimatesOf(template)).map(([name, { bill }]) => {
    return [name, { usd: cents(bill.usd), usdWithoutFree: cents(bill.usdWithoutFree) }];
  });
  return Object.fromEntries(costs);
}
