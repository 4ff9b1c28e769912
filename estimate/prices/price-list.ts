import { UserError } from '../../cli/user-error';

/** A price of a public price list. */
export interface Price {
  /** Its key in the price list. */
  readonly name: string;
  readonly region: string;
  readonly service: string;
  readonly what: string;
  /** What `usd` is for: one of it. */
  readonly unit: string;
  /** From the first unit of a month on. Each applies up to a number of units in that month; beyond the last, the price is not known. */
  readonly tiers: readonly { readonly usd: number; readonly upTo?: number }[];
  /** The name of what is free each month, in `allowances`. Prices with the same name share it. @default - nothing is free */
  readonly free?: string;
  /** Where AWS publishes the price. */
  readonly source: string;
  /** Where the figures were seen, with the day: a file of AWS's price list, or a page. @default - not confirmed */
  readonly seen?: string;
}

/** The prices of a region, in USD without tax. */
export interface PriceList<Name extends string = string> {
  readonly region: string;
  /** The day on which its figures were last compared with what AWS publishes: `2026-11-29`. */
  readonly date: string;
  readonly prices: Readonly<Record<Name, Price>>;
  /** Units that each account gets for free in every month, however old it is. */
  readonly allowances: Readonly<Record<string, number>>;
}

/** Prices that are older may be wrong. */
export const maxAgeDays = 90;

/** @param today any time of that day */
export function ageInDays({ date }: Pick<PriceList, 'date'>, today: Date): number {
  return Math.max(0, Math.floor((today.getTime() - Date.parse(date)) / 86_400_000));
}

/** A price that the list of a region does not have. */
export class MissingPrice extends UserError {
  constructor({ name, region, unit }: Pick<Price, 'name' | 'region' | 'unit'>, from: number) {
    const beyond = from > 0 ? ` beyond ${from.toLocaleString('en-US')} (${unit})` : '';
    super(
      `No price ${name} for ${region}${beyond}. Add its figure from AWS's price list to estimate/prices/${region}.ts, or use --region us-east-1.`,
    );
  }
}

/**
 * Returns the price of a quantity in one month, in USD, of which `free` units cost nothing. The tiers count the units that are billed.
 * @throws MissingPrice when the price list does not have the price, or not for so many units
 */
export function usdOf(price: Pick<Price, 'name' | 'region' | 'tiers' | 'unit'>, quantity: number, free = 0): number {
  let left = Math.max(0, quantity - free);
  let from = 0;
  let usd = 0;
  for (const { usd: perUnit, upTo = Number.POSITIVE_INFINITY } of price.tiers) {
    const inTier = Math.min(left, upTo - from);
    usd += inTier * perUnit;
    left -= inTier;
    from = upTo;
    if (left <= 0) break;
  }
  if (left > 0) throw new MissingPrice(price, from);
  return usd;
}
