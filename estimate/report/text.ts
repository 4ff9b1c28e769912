import { assumptions } from '../assumptions';
import type { Bill, Estimate } from '../bill/bill';
import { durations } from '../bill/durations';
import { ageInDays, maxAgeDays, type PriceList } from '../prices/price-list';
import { dollars, heading, quantity, small, table } from './format';

/** The answer in a few lines, before its details. */
export function summaryReport({ bill, atRest, traffic, ...per }: Estimate, title: string, list: PriceList): string {
  const { usdPerRequest, usdPerImage, apiRequests } = per;
  const perDay = `${quantity(traffic.requestsPerDay)} requests and ${quantity(traffic.imagesPerDay)} images a day, ${quantity(traffic.users)} users`;
  return [
    `${title}: ${perDay}.`,
    `List prices of ${list.region}, ${list.date}, in USD without tax. "free tier": of an account that has nothing else.`,
    '',
    `A month costs ${bothOf(bill)}. Without traffic it costs ${bothOf(atRest)}.`,
    ...(usdPerRequest === undefined
      ? []
      : [
          `A request of the API costs ${small(usdPerRequest)} USD without the free tier; there are ${quantity(apiRequests)} a month.`,
        ]),
    ...(usdPerImage === undefined
      ? []
      : [`Resizing an image of ${traffic.megapixels} megapixels costs ${small(usdPerImage)} USD without the free tier.`]),
  ].join('\n');
}

const bothOf = ({ usd, usdWithoutFree }: Bill) =>
  `${dollars(usd)} USD with the free tier and ${dollars(usdWithoutFree)} without it`;

/** The bill: each price, the sums of the features, what a stage without traffic pays for, and what the bill lacks. */
export function billReport({ bill, atRest, notes, notPriced }: Estimate): string {
  const unpriced = Object.entries(notPriced).map(([type, count]) => `  ${type}${count > 1 ? ` × ${count}` : ''}`);
  return [
    heading('The bill of a month, in USD'),
    ...table(['service', 'what', 'quantity', 'unit', 'with free tier', 'without'], linesOf(bill)),
    '',
    ...table(
      ['for', 'with free tier', 'without'],
      [
        ...Object.entries(bill.features).map(([feature, sum]) => [feature, dollars(sum.usd), dollars(sum.usdWithoutFree)]),
        ['total', dollars(bill.usd), dollars(bill.usdWithoutFree)],
      ],
    ),
    '',
    `Without traffic, and without the free tier: ${consistsOf(atRest)}.`,
    ...(unpriced.length > 0 ? ['', 'Not priced. It may cost something:', ...unpriced] : []),
    ...(notes.length > 0 ? ['', 'Notes:', ...notes.map((note) => `  ${note}`)] : []),
  ].join('\n');
}

/** What the figures depend on, beside the template, the traffic and the prices. */
export function sourcesReport(): string {
  return [
    heading('Assumed'),
    ...Object.values(assumptions).map(({ value, text }) => `  ${value} ${text}`),
    '',
    heading('Measured, in milliseconds of CPU time'),
    ...Object.entries(durations).map(([name, { ms, where }]) => `  ${name} ${ms}: ${where}`),
  ].join('\n');
}

function linesOf(bill: Bill): string[][] {
  return bill.lines.map(({ service, what, unit, quantity: units, usd, usdWithoutFree }) => [
    service,
    what,
    quantity(units),
    unit,
    dollars(usd),
    dollars(usdWithoutFree),
  ]);
}

/** The lines of a bill without the free tier, the most expensive first. */
function consistsOf({ lines }: Bill): string {
  const parts = lines.filter(({ usdWithoutFree }) => usdWithoutFree > 0).toSorted((a, b) => b.usdWithoutFree - a.usdWithoutFree);
  return parts.map(({ service, what, usdWithoutFree }) => `${service} ${what} ${dollars(usdWithoutFree)}`).join('; ') || 'nothing';
}

/** Warns about a price list that is too old; `undefined` when it is not. */
export function warningOfAge(list: PriceList, today: Date): string | undefined {
  const age = ageInDays(list, today);
  if (age <= maxAgeDays) return undefined;
  return `The prices of ${list.region} are ${age} days old. Compare estimate/prices/${list.region}.ts with the pages that it names.`;
}

/** The price list as plain text. */
export function pricesReport(list: PriceList, today: Date): string {
  const rows = Object.values(list.prices).map(({ service, what, unit, tiers, free, source, seen }) => {
    const steps = tiers.map(({ usd, upTo }) => (upTo === undefined ? perMillion(usd) : `${perMillion(usd)} to ${quantity(upTo)}`));
    const price = steps.join(', then ') || 'not found';
    const freeUnits = free === undefined ? '' : quantity(list.allowances[free] ?? 0);
    return [service, what, unit, price, freeUnits, source, tiers.length === 0 ? '' : (seen ?? 'not confirmed')];
  });
  return [
    `${list.region}, ${list.date}, ${ageInDays(list, today)} days old. USD; M is for a million.`,
    'Seen: the file of the price list of AWS, or the page, in a copy of which the figures were seen, with its day.',
    'A price that was not found is an error when a template needs it, and so is a quantity beyond the last figure.',
    '',
    ...table(['service', 'what', 'unit', 'price', 'free a month', 'source', 'seen'], rows),
  ].join('\n');
}

/** A price that is small is shown for a million units. */
const perMillion = (usd: number) => (usd < 0.001 ? `${Number((usd * 1_000_000).toPrecision(8))}/M` : String(usd));
