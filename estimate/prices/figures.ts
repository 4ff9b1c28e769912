import { allowances, type Definition, definitions, type PriceName } from './definitions';
import type { Price, PriceList } from './price-list';

/** The published figures of a region, in USD without tax. */
export interface Figures {
  readonly region: string;
  /** The day on which the figures were last compared with what AWS publishes: `2026-11-29`. */
  readonly date: string;
  /**
   * For as many units as the definition says. With limits, one figure for each tier. A figure that was not found in what AWS publishes is
   * left out: `[]`, or the first tiers alone. A quantity that needs it is an error.
   */
  readonly usd: Readonly<Record<PriceName, number | readonly number[]>>;
  /** Where the figures were seen. Those of the other prices are not confirmed. */
  readonly seen: readonly Seen[];
}

/** What AWS has published, and was seen in a copy of it: a file of its price list, or a page. */
export interface Seen {
  /** The code of the service in the price list, or an address. */
  readonly in: string;
  /** A day on which AWS published it. @default - a copy without a date */
  readonly on?: string;
  readonly prices: readonly PriceName[];
}

/** @throws Error when a price is missing, or has more figures than tiers */
export function priceListOf({ region, date, usd, seen }: Figures): PriceList<PriceName> {
  const prices = Object.entries<Definition>(definitions).map(([key, definition]) => {
    const name = key as PriceName;
    const found = usd[name];
    if (found === undefined)
      throw new Error(`The price ${name} of ${region} is missing. Add its figures, or [] when AWS has none.`);
    const where = seen.find(({ prices: confirmed }) => confirmed.includes(name));
    return [name, priceOf(definition, [found].flat(), name, region, where)];
  });
  return { region, date, prices: Object.fromEntries(prices), allowances };
}

function priceOf(definition: Definition, usd: readonly number[], name: PriceName, region: string, where?: Seen): Price {
  const { per = 1, limits = [], ...same } = definition;
  if (usd.length > limits.length + 1)
    throw new Error(`The price ${name} of ${region} has ${usd.length} figures for ${limits.length + 1} tiers.`);
  return {
    ...same,
    name,
    region,
    tiers: usd.map((figure, tier) => ({ usd: figure / per, upTo: limits[tier] })),
    seen: where && `${where.in}${where.on ? ` ${where.on}` : ''}`,
  };
}
