import { type PriceList, usdOf } from '../prices/price-list';
import type { PriceName } from '../prices/regions';

/** A quantity of a price. */
export type Amount = readonly [price: PriceName, quantity: number];

/** Returns what amounts cost in a month, in USD without the free tier. Each price occurs once. */
export const usdOfAmounts = (amounts: readonly Amount[], list: PriceList<PriceName>): number =>
  amounts.reduce((usd, [price, quantity]) => usd + usdOf(list.prices[price], quantity), 0);
