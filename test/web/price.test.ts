import { usdOf } from '../../estimate/prices/price-list';
import { pricesOf } from '../../estimate/prices/regions';
import { lambdaUsd } from '../../web/price';

test('an invocation costs its whole milliseconds, its memory and its request, as on the bill', () => {
  expect(lambdaUsd({ ms: 1000, memoryMb: 1024 })).toBeCloseTo(0.0000135334, 12);
  expect(lambdaUsd({ ms: 199.2, memoryMb: 1769 })).toBeCloseTo(0.2 * (1769 / 1024) * 0.0000133334 + 0.0000002, 12);
});

test('an invocation costs what npm run estimate counts for it', () => {
  const { prices } = pricesOf('us-east-1');
  const usd = usdOf(prices['lambda-requests'], 1) + usdOf(prices['lambda-arm64'], 0.2 * (1769 / 1024));

  expect(lambdaUsd({ ms: 200, memoryMb: 1769 })).toBeCloseTo(usd, 15);
});
