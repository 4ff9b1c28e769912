import { billFor } from '../../estimate/bill/bill';
import type { Usage } from '../../estimate/bill/feature';
import { priceListOf } from '../../estimate/prices/figures';
import { ageInDays, type Price, usdOf } from '../../estimate/prices/price-list';
import { type PriceName, pricesOf, regions } from '../../estimate/prices/regions';
import { pricesReport, warningOfAge } from '../../estimate/report/text';

const usEast1 = pricesOf('us-east-1');

const bill = (...usage: readonly (readonly [PriceName, number, Usage['feature']?])[]) =>
  billFor(
    usage.map(([price, quantity, feature = 'API']) => ({ price, quantity, feature })),
    usEast1,
  );

describe('the bill, against sums by hand', () => {
  // The price without the free tier, and with it.
  const cases: [string, [PriceName, number][], number, number][] = [
    // The first example of https://aws.amazon.com/lambda/pricing/: 3 million calls of 1 s with 512 MB. 3,000,000 × 0.5 = 1,500,000 GB-s.
    // (1,500,000 − 400,000) × 0.0000166667 = 18.33, and (3 − 1) × 0.20 = 0.40.
    [
      'an example of Lambda',
      [
        ['lambda-requests', 3_000_000],
        ['lambda-x86_64', 1_500_000],
      ],
      25.00005 + 0.6,
      18.33337 + 0.4,
    ],
    // Its second example: 30 million calls of 0.2 s with 128 MB. 6,000,000 s × 0.125 = 750,000 GB-s.
    // (750,000 − 400,000) × 0.0000166667 = 5.83, and (30 − 1) × 0.20 = 5.80.
    [
      'another example of Lambda',
      [
        ['lambda-requests', 30_000_000],
        ['lambda-x86_64', 750_000],
      ],
      12.500025 + 6,
      5.833345 + 5.8,
    ],
    // Both architectures share 400,000 GB-s: 300,000 + 300,000. x86_64 uses 300,000 of them, arm64 100,000, and 200,000 are billed.
    [
      'two architectures',
      [
        ['lambda-x86_64', 300_000],
        ['lambda-arm64', 300_000],
      ],
      5.00001 + 4.00002,
      200_000 * 0.0000133334,
    ],
    // 7.5 billion GB-s of arm64 at the first price, and half a billion at the second: 100,000.50 + 6,000.05. 400,000 fewer are billed.
    ['the tiers of Lambda', [['lambda-arm64', 8e9]], 106_000.55, 100_000.5 + 499_600_000 * 0.0000120001],
    // 300 million at 1.00, 100 million at 0.90. Nothing is free.
    ['the tiers of HTTP APIs', [['http-api', 400_000_000]], 390, 390],
    ['requests of an HTTP API', [['http-api', 2_500_000]], 2.5, 2.5],
    // 50 TB are 51,200 GB: × 0.023 = 1,177.60, and 100 × 0.022 = 2.20.
    ['storage of S3', [['s3-storage', 51_300]], 1179.8, 1179.8],
    ['writes of S3', [['s3-writes', 10_000]], 0.05, 0.05],
    ['reads of S3', [['s3-reads', 1_000_000]], 0.4, 0.4],
    ['polls of a queue', [['sqs-requests', 657_000]], 0.2628, 0],
    ['more requests of SQS', [['sqs-requests', 3_500_000]], 1.4, 1],
    [
      'units of DynamoDB',
      [
        ['dynamodb-writes', 2_000_000],
        ['dynamodb-reads', 4_000_000],
      ],
      1.25 + 0.5,
      1.75,
    ],
    // 30 GB: 5 GB beyond the free ones.
    [
      'a table with recovery',
      [
        ['dynamodb-storage', 30],
        ['dynamodb-recovery', 30],
      ],
      7.5 + 6,
      1.25 + 6,
    ],
    // 5 GB are free, and ingestion uses them first: (8 − 5) × 0.50, and 2 × 0.03.
    [
      'logs',
      [
        ['log-ingestion', 8],
        ['log-storage', 2],
      ],
      4.06,
      1.56,
    ],
    [
      'few logs',
      [
        ['log-ingestion', 4],
        ['log-storage', 2],
      ],
      2.06,
      0.03,
    ],
    ['alarms', [['alarms', 29]], 2.9, 1.9],
    [
      'other alarms',
      [
        ['fast-alarms', 2],
        ['composite-alarms', 3],
      ],
      0.6 + 1.5,
      2.1,
    ],
    ['dashboards', [['dashboards', 4]], 12, 3],
    ['metrics', [['metrics', 14]], 4.2, 1.2],
    // 1 TB is free: 100 GB of 1,124.
    ['data out of CloudFront', [['cloudfront-out', 1_124]], 95.54, 8.5],
    [
      'calls of CloudFront',
      [
        ['cloudfront-requests', 12_000_000],
        ['cloudfront-functions', 12_000_000],
      ],
      12 + 1.2,
      2 + 1,
    ],
    // 10 TB are 10,240 GB: × 0.09 = 921.60, and 60 × 0.085 = 5.10. With 100 GB free, 10,200 × 0.09 = 918.
    ['data out', [['data-out', 10_300]], 926.7, 918],
    ['schedules', [['scheduler', 15_000_000]], 15, 1],
    [
      'events and a webhook',
      [
        ['events', 1_000_000],
        ['api-destinations', 1_000_000],
      ],
      1.2,
      1.2,
    ],
    ['users', [['cognito-essentials', 12_000]], 180, 30],
    // 2,000 at 0.0055, and without the free tier 12,000.
    ['users of Lite', [['cognito-lite', 12_000]], 66, 11],
    ['traces', [['traces', 300_000]], 1.5, 1],
    // One instance of 512 MB for a month: 730 h × 3,600 × 0.5 = 1,314,000 GB-s.
    ['a warm instance', [['warm-kept-arm64', 1_314_000]], 4.3800876, 4.3800876],
    [
      'a warm instance of x86_64',
      [
        ['warm-kept-x86_64', 1_314_000],
        ['warm-run-x86_64', 1_000],
      ],
      5.4750438 + 0.0097222,
      5.484766,
    ],
  ];

  it.each(cases)('of %s', (_, usage, withoutFree, withFree) => {
    expect(bill(...usage).usdWithoutFree).toBeCloseTo(withoutFree, 6);
    expect(bill(...usage).usd).toBeCloseTo(withFree, 6);
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

describe('a price list', () => {
  it('has a page, a unit, ascending tiers and an existing allowance for each price', () => {
    for (const price of Object.values<Price>(usEast1.prices)) {
      const limits = price.tiers.map(({ upTo = Number.POSITIVE_INFINITY }) => upTo);
      expect(limits).toEqual(limits.toSorted((one, other) => one - other));
      expect(limits.at(-1)).toBe(Number.POSITIVE_INFINITY);
      expect(price.tiers.every(({ usd }) => usd > 0)).toBe(true);
      expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      if (price.free !== undefined) expect(Object.keys(usEast1.allowances)).toContain(price.free);
    }
  });

  it('is required for a region', () => {
    expect(usEast1).toMatchObject({ region: 'us-east-1', prices: { 's3-writes': { tiers: [{ usd: 0.000005 }] } } });
    expect(() => pricesOf('eu-central-1')).toThrow(/No prices for the region eu-central-1\. Use --region us-east-1, or add/);
  });

  it('has a figure for each tier of each price', () => {
    const [figures] = regions;
    if (!figures) throw new Error('No regions.');
    const { dashboards, ...usd } = figures.usd;
    expect(() => priceListOf({ ...figures, usd: usd as typeof figures.usd })).toThrow(
      'The price dashboards of us-east-1 has 0 figures instead of 1.',
    );
    expect(() => priceListOf({ ...figures, usd: { ...figures.usd, 'http-api': 1 } })).toThrow(
      'The price http-api of us-east-1 has 1 figures instead of 2.',
    );
  });

  it('is reported with its age, and warned about beyond 90 days', () => {
    const daysLater = (days: number) => new Date(Date.parse(usEast1.date) + days * 86_400_000);
    expect(ageInDays(usEast1, daysLater(90))).toBe(90);
    expect(warningOfAge(usEast1, daysLater(90))).toBeUndefined();
    expect(warningOfAge(usEast1, daysLater(91))).toMatch(/91 days old/);
    expect(pricesReport(usEast1, daysLater(3))).toMatch(/^us-east-1, 2026-11-29, 3 days old/);
    expect(pricesReport(usEast1, daysLater(3))).toMatch(/S3 +PUT, POST, LIST +request +5\/M/);
  });

  it('bills no negative quantity when more is free than used', () => {
    expect(usdOf(usEast1.prices.dashboards, 2, 3)).toBe(0);
  });
});
