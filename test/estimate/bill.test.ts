import fc from 'fast-check';
import { billFor } from '../../estimate/bill/bill';
import type { Usage } from '../../estimate/bill/feature';
import { priceListOf } from '../../estimate/prices/figures';
import { ageInDays, type Price, usdOf } from '../../estimate/prices/price-list';
import { type PriceName, pricesOf, regions } from '../../estimate/prices/regions';
import { pricesReport, warningOfAge } from '../../estimate/report/text';
import { worked } from './worked';

const usEast1 = pricesOf('us-east-1');

const bill = (...usage: readonly (readonly [PriceName, number, Usage['feature']?])[]) =>
  billFor(
    usage.map(([price, quantity, feature = 'API']) => ({ price, quantity, feature })),
    usEast1,
  );

describe('the bill, against sums by hand', () => {
  it.each(worked)('of $name', ({ usage, full, billed = full }) => {
    expect(bill(...usage).usdWithoutFree).toBeCloseTo(full, 6);
    expect(bill(...usage).usd).toBeCloseTo(billed, 6);
  });

  it('has every price at least twice, each tier and each allowance', () => {
    const used = worked.flatMap(({ usage }) => usage);
    for (const [name, price] of Object.entries<Price>(usEast1.prices)) {
      const quantities = used.filter(([each]) => each === name).map(([, quantity]) => quantity);
      expect([name, quantities.length >= 2]).toEqual([name, true]);
      const lastLimit = price.tiers.at(-2)?.upTo ?? 0;
      expect([name, Math.max(...quantities) > lastLimit]).toEqual([name, true]);
    }
    const billedLess = worked.filter(({ full, billed = full }) => billed < full).flatMap(({ usage }) => usage);
    for (const [name, { free }] of Object.entries<Price>(usEast1.prices)) {
      if (free !== undefined) expect([name, billedLess.some(([each]) => each === name)]).toEqual([name, true]);
    }
  });

  it('divides a price among its features by their quantities', () => {
    // 4 − 1 million requests cost 0.60: a quarter of it is for resizing.
    const { features, services } = bill(['lambda-requests', 3_000_000, 'API'], ['lambda-requests', 1_000_000, 'resizing']);
    expect(features.API?.usd).toBeCloseTo(0.45, 9);
    expect(features.resizing?.usd).toBeCloseTo(0.15, 9);
    expect(services.Lambda?.usd).toBeCloseTo(0.6, 9);
  });

  it('rejects usage without a price', () => {
    expect(() => bill(['unknown' as PriceName, 1])).toThrow(
      'No price unknown for us-east-1. Add it to estimate/prices/us-east-1.ts.',
    );
  });
});

describe('a month', () => {
  const names = Object.keys(usEast1.prices) as PriceName[];
  const price = fc.constantFrom(...names).map((name): Price => usEast1.prices[name]);
  const quantity = fc.double({ min: 0, max: 1e12, noNaN: true });
  const isLess = (one: number, other: number) => one <= other + 1e-6 * Math.max(1, Math.abs(other));

  it('never costs less than nothing, and more of it never costs less', () => {
    fc.assert(
      fc.property(price, quantity, quantity, quantity, (each, units, more, free) => {
        expect(usdOf(each, units, free)).toBeGreaterThanOrEqual(0);
        expect(isLess(usdOf(each, units, free), usdOf(each, units + more, free))).toBe(true);
        expect(isLess(usdOf(each, units, free), usdOf(each, units))).toBe(true);
      }),
    );
  });

  // What is used in two months costs as much as in one month: exactly in the first tier, without what is free. A lower tier is reached in one
  // month only, so apart it may cost more. Units are free in each month, so of a price with one figure it may cost less.
  it('and another month cost as much as both, as far as tiers and free units allow', () => {
    fc.assert(
      fc.property(price, quantity, quantity, fc.double({ min: 0, max: 1e6, noNaN: true }), (each, one, other, free) => {
        const together = usdOf(each, one + other);
        const apart = usdOf(each, one) + usdOf(each, other);
        expect(isLess(together, apart)).toBe(true);
        if (one + other <= (each.tiers[0]?.upTo ?? Number.POSITIVE_INFINITY)) expect(isLess(apart, together)).toBe(true);
        if (each.tiers.length === 1)
          expect(isLess(usdOf(each, one, free) + usdOf(each, other, free), usdOf(each, one + other, free))).toBe(true);
      }),
    );
  });
});

describe('a price list', () => {
  it.each(regions.map(({ region }) => pricesOf(region)))(
    'of $region has a page, a unit, ascending tiers and falling figures',
    (list) => {
      for (const { tiers, source, free, unit } of Object.values<Price>(list.prices)) {
        const limits = tiers.map(({ upTo = Number.POSITIVE_INFINITY }) => upTo);
        const figures = tiers.map(({ usd }) => usd);
        expect(limits).toEqual(limits.toSorted((one, other) => one - other));
        expect(figures).toEqual(figures.toSorted((one, other) => other - one));
        expect(figures.every((usd) => usd > 0)).toBe(true);
        expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
        expect(unit).not.toBe('');
        if (free !== undefined) expect(Object.keys(list.allowances)).toContain(free);
      }
    },
  );

  it.each(regions)('of $region names once where each price was seen, and only prices that it has', ({ usd, seen }) => {
    const names = seen.flatMap(({ prices }) => prices);
    expect(names).toEqual([...new Set(names)]);
    for (const name of names) expect([name, [usd[name]].flat().length]).not.toEqual([name, 0]);
  });

  it('has every figure in us-east-1', () => {
    for (const [name, { tiers }] of Object.entries<Price>(usEast1.prices)) {
      expect([name, tiers.at(-1)?.upTo]).toEqual([name, undefined]);
    }
  });

  it('is required for a region', () => {
    expect(usEast1).toMatchObject({ region: 'us-east-1', prices: { 's3-writes': { tiers: [{ usd: 0.000005 }] } } });
    expect(() => pricesOf('eu-north-1')).toThrow(/No prices for the region eu-north-1\. Use --region with one of us-east-1, /);
  });

  it('has every price, and no more figures than tiers', () => {
    const [figures] = regions;
    if (!figures) throw new Error('No regions.');
    const { dashboards, ...usd } = figures.usd;
    expect(() => priceListOf({ ...figures, usd: usd as typeof figures.usd })).toThrow(
      'The price dashboards of us-east-1 is missing.',
    );
    expect(() => priceListOf({ ...figures, usd: { ...figures.usd, dashboards: [3, 2] } })).toThrow(
      'The price dashboards of us-east-1 has 2 figures for 1 tiers.',
    );
  });

  it('rejects a quantity of which it does not have the price, instead of billing nothing', () => {
    const [figures] = regions;
    if (!figures) throw new Error('No regions.');
    const { prices } = priceListOf({ ...figures, usd: { ...figures.usd, dashboards: [], 'http-api': 1 } });
    expect(usdOf(prices.dashboards, 0)).toBe(0);
    expect(() => usdOf(prices.dashboards, 1)).toThrow(/^No price dashboards for us-east-1\. Add its figure from AWS's price list/);
    expect(usdOf(prices['http-api'], 300_000_000)).toBeCloseTo(300, 9);
    expect(() => usdOf(prices['http-api'], 300_000_001)).toThrow(
      /^No price http-api for us-east-1 beyond 300,000,000 \(request of 512 KB\)\./,
    );
  });

  it('is reported with its age, and warned about beyond 90 days', () => {
    const daysLater = (days: number) => new Date(Date.parse(usEast1.date) + days * 86_400_000);
    expect(ageInDays(usEast1, daysLater(90))).toBe(90);
    expect(warningOfAge(usEast1, daysLater(90))).toBeUndefined();
    expect(warningOfAge(usEast1, daysLater(91))).toMatch(/91 days old/);
    expect(pricesReport(usEast1, daysLater(3))).toMatch(/^us-east-1, 2026-11-29, 3 days old/);
    expect(pricesReport(usEast1, daysLater(3))).toMatch(/S3 +PUT, POST, LIST +request +5\/M .* AmazonS3 2026-09-28$/m);
    expect(pricesReport(usEast1, daysLater(3))).toMatch(/CloudFront +functions .* not confirmed$/m);
    expect(pricesReport(pricesOf('eu-west-1'), daysLater(3))).toMatch(/DynamoDB +write capacity +unit-hour +not found/);
  });

  it('bills no negative quantity when more is free than used', () => {
    expect(usdOf(usEast1.prices.dashboards, 2, 3)).toBe(0);
  });
});
