import type { PriceName } from '../../estimate/prices/definitions';
import { usdOf } from '../../estimate/prices/price-list';
import { pricesOf, regions } from '../../estimate/prices/regions';

/** What moves between a stack and this computer. */
export interface Moved {
  readonly records: number;
  readonly files: number;
  readonly bytes: number;
}

/** Of a record, in the units of DynamoDB: 4 KB that are read, and 1 KB that is written. */
const units = { read: 0.5, write: 2 };

/** What an export costs, in USD without the free tier: both scans, the requests of S3, and the data that leaves the region. */
export function exportCost({ records, files, bytes }: Moved, region: string): number {
  return usd(region, { 'dynamodb-reads': 2 * records * units.read, 's3-reads': files, 'data-out': bytes / 1e9 });
}

/** What an import costs: each record is read three times and written twice, and each file is compared twice. */
export function importCost({ records, files }: Moved, region: string): number {
  return usd(region, {
    'dynamodb-reads': 3 * records * units.read,
    'dynamodb-writes': 2 * records * units.write,
    's3-reads': 2 * files,
    's3-writes': files,
  });
}

/** At the prices of us-east-1 where those of the region are not known. */
function usd(region: string, quantities: Partial<Record<PriceName, number>>): number {
  const { prices } = pricesOf(regions.some((known) => known.region === region) ? region : 'us-east-1');
  return Object.entries(quantities).reduce((sum, [name, quantity]) => sum + usdOf(prices[name as PriceName], quantity), 0);
}
