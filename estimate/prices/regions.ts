import { UserError } from '../../cli/user-error';
import type { PriceList } from './price-list';
import { type PriceName, usEast1 } from './us-east-1';

export type { PriceName } from './us-east-1';

/** The price lists, by region. Each has every price. */
const lists: readonly PriceList<PriceName>[] = [usEast1];

/** @throws UserError when there are no prices for the region: another region's could be wrong by half */
export function pricesOf(region: string, known: readonly PriceList<PriceName>[] = lists): PriceList<PriceName> {
  const list = known.find((candidate) => candidate.region === region);
  if (list) return list;
  throw new UserError(
    `No prices for the region ${region}. Use --region ${known.map((candidate) => candidate.region).join(' or ')}, or add ` +
      `estimate/prices/${region}.ts with every price of estimate/prices/us-east-1.ts.`,
  );
}
