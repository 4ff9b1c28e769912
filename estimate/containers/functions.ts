import { assume } from '../assumptions';
import { addCompute } from '../bill/function-usage';
import { gigabyte, month } from '../bill/month';
import type { PriceName } from '../prices/regions';
import type { Amount } from './amount';
import type { Task } from './work';

/**
 * What functions need for some work, without what containers need as well: calls of other services, storage, data out. The same formulas as
 * the bill's.
 */
export function functionsFor({ work, perDay }: Task): Amount[] {
  const units = perDay * month.days;
  const sums = new Map<PriceName, number>();
  const add = (price: PriceName, quantity: number) => sums.set(price, (sums.get(price) ?? 0) + quantity);
  for (const { fn, perUnit, ms } of work.functions) {
    add('lambda-requests', units * perUnit);
    addCompute(fn, units * perUnit, ms, 'API', add);
    add('log-ingestion', (units * perUnit * assume('logBytesPerCall')) / gigabyte);
  }
  if (work.name === 'API') {
    add('http-api', units);
    add('log-ingestion', (units * work.accessLogBytes) / gigabyte);
  } else add('sqs-requests', (work.functions.length * assume('pollers') * month.seconds) / pollSeconds);
  return [...sums];
}

/** How long a poll of a queue without messages takes. */
export const pollSeconds = 20;
