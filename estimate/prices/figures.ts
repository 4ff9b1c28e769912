import { allowances, type Definition, definitions, type PriceName } from './definitions';
import type { Price, PriceList } from './price-list';

/** The published figures of a region: all of them, in USD without tax. */
export interface Figures {
  readonly region: string;
  /** The day of the figures: `2026-11-29`. */
  readonly date: string;
  /** For as many units as the definition says. With limits, one figure for each tier. */
  readonly usd: Readonly<Record<PriceName, number | readonly number[]>>;
}

/** @throws Error when a figure is missing, or there are more or fewer than the price has tiers */
export function priceListOf({ region, date, usd }: Figures): PriceList<PriceName> {
  const prices = Object.entries<Definition>(definitions).map(([name, definition]) => {
    return [name, priceOf(definition, [usd[name as PriceName] ?? []].flat(), `${name} of ${region}`)];
  });
  return { region, date, prices: Object.fromEntries(prices), allowances };
}

function priceOf({ per = 1, limits = [], ...definition }: Definition, usd: readonly number[], name: string): Price {
  if (usd.length !== limits.length + 1)
    throw new Error(`The price ${name} has ${usd.length} figures instead of ${limits.length + 1}.`);
  return { ...definition, tiers: usd.map((figure, tier) => ({ usd: figure / per, upTo: limits[tier] })) };
}
