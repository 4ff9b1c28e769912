import { UserError } from '../../cli/user-error';
import { type PriceList, usdOf } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import { tasksIn } from '../template/tasks';
import type { Template } from '../template/template';
import { furtherPartOf, pricedTypes, reasonOfFree } from '../template/types';
import type { Traffic } from '../traffic/traffic';
import { type Feature, features, type Usage } from './feature';
import { usageOf } from './usage';

/** One price of the bill. */
export interface Line {
  readonly service: string;
  readonly what: string;
  readonly unit: string;
  readonly quantity: number;
  /** Units that the free tier covers. */
  readonly free: number;
  /** USD, with the free tier of an account that has nothing else. */
  readonly usd: number;
  /** USD without the free tier. */
  readonly usdWithoutFree: number;
}

interface Sum {
  readonly usd: number;
  readonly usdWithoutFree: number;
}

/** What a month costs. */
export interface Bill extends Sum {
  readonly lines: readonly Line[];
  readonly services: Readonly<Record<string, Sum>>;
  readonly features: Readonly<Partial<Record<Feature, Sum>>>;
}

/** Prices the usage of a month. Allowances and tiers apply to the sum of a price, which its features share by their quantities. */
export function billFor(usage: readonly Usage[], list: PriceList<PriceName>): Bill {
  const left: Record<string, number> = { ...list.allowances };
  const lines: Line[] = [];
  const services: Record<string, Sum> = {};
  const perFeature: Partial<Record<Feature, Sum>> = {};
  const known = Object.keys(list.prices) as PriceName[];
  const missing = usage.find(({ price }) => !known.includes(price));
  if (missing) throw new UserError(`No price ${missing.price} for ${list.region}. Add it to estimate/prices/${list.region}.ts.`);
  for (const name of known) {
    const used = usage.filter(({ price }) => price === name);
    const quantity = used.reduce((sum, each) => sum + each.quantity, 0);
    if (quantity === 0) continue;
    const price = list.prices[name];
    const free = price.free === undefined ? 0 : Math.min(quantity, left[price.free] ?? 0);
    if (price.free !== undefined) left[price.free] = (left[price.free] ?? 0) - free;
    const sum = { usd: usdOf(price, quantity, free), usdWithoutFree: usdOf(price, quantity) };
    lines.push({ service: price.service, what: price.what, unit: price.unit, quantity, free, ...sum });
    services[price.service] = plus(services[price.service], sum, 1);
    for (const each of used) perFeature[each.feature] = plus(perFeature[each.feature], sum, each.quantity / quantity);
  }
  const ordered = features.flatMap((feature) => (perFeature[feature] ? [[feature, perFeature[feature]]] : []));
  const total = lines.reduce<Sum>((sum, line) => plus(sum, line, 1), { usd: 0, usdWithoutFree: 0 });
  return { ...total, lines, services, features: Object.fromEntries(ordered) };
}

const plus = (sum: Sum | undefined, more: Sum, share: number): Sum => ({
  usd: (sum?.usd ?? 0) + more.usd * share,
  usdWithoutFree: (sum?.usdWithoutFree ?? 0) + more.usdWithoutFree * share,
});

/** The estimate of a template. */
export interface Estimate {
  readonly region: string;
  readonly traffic: Traffic;
  readonly bill: Bill;
  /** The same stage without traffic. */
  readonly atRest: Bill;
  /** USD of the feature API for a request, without the free tier. @default - no request */
  readonly usdPerRequest?: number;
  /** USD of the feature resizing for an image, without the free tier and without the polling of the queue. @default - no image */
  readonly usdPerImage?: number;
  readonly apiRequests: number;
  readonly images: number;
  /** Types that the bill does not include although they may cost something, with their number. */
  readonly notPriced: Readonly<Record<string, number>>;
  /** Types that cost nothing, with the reason. */
  readonly free: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

export function estimate(template: Template, traffic: Traffic, list: PriceList<PriceName>): Estimate {
  const { usage, apiRequests, images, notes } = usageOf(template, traffic);
  const bill = billFor(usage, list);
  const idle: Traffic = { ...traffic, requestsPerDay: 0, imagesPerDay: 0, users: 0 };
  const atRest = billFor(usageOf(template, idle).usage, list);
  const perUnit = (feature: Feature, units: number) => {
    const moving = (bill.features[feature]?.usdWithoutFree ?? 0) - (atRest.features[feature]?.usdWithoutFree ?? 0);
    return units > 0 ? moving / units : undefined;
  };
  const notPriced: Record<string, number> = {};
  const free: Record<string, string> = {};
  const listAsNotPriced = (what: string) => {
    notPriced[what] = (notPriced[what] ?? 0) + 1;
  };
  const tasks = tasksIn(template); // part: containers
  for (const resource of template.resources) {
    const { type } = resource;
    if (resource.id === tasks?.id) continue; // part: containers
    const reason = reasonOfFree(type);
    const part = furtherPartOf(resource);
    if (reason !== undefined) free[type] = reason;
    else if (!pricedTypes.has(type)) listAsNotPriced(type);
    else if (part !== undefined) listAsNotPriced(`${type} (${part})`);
  }
  return {
    region: list.region,
    traffic,
    bill,
    atRest,
    usdPerRequest: perUnit('API', apiRequests),
    usdPerImage: perUnit('resizing', images),
    apiRequests,
    images,
    notPriced,
    free,
    notes: [...new Set(notes)],
  };
}
