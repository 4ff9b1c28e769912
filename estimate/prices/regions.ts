import { UserError } from '../../cli/user-error';
import type { PriceName } from './definitions';
import { euCentral1 } from './eu-central-1';
import { euWest1 } from './eu-west-1';
import { type Figures, priceListOf } from './figures';
import type { PriceList } from './price-list';
import { usEast1 } from './us-east-1';
import { usWest2 } from './us-west-2';

export type { PriceName } from './definitions';

/** The figures of each region that has them. */
export const regions: readonly Figures[] = [usEast1, usWest2, euWest1, euCentral1];

/** @throws UserError when there are no prices for the region: another region's could be wrong by half */
export function pricesOf(region: string): PriceList<PriceName> {
  const figures = regions.find((each) => each.region === region);
  if (figures) return priceListOf(figures);
  throw new UserError(
    `No prices for the region ${region}. Use --region with one of ${regions.map((each) => each.region).join(', ')}, or add ` +
      `estimate/prices/${region}.ts with every figure of estimate/prices/us-east-1.ts.`,
  );
}
