import { lambdaUsd } from '../../client/price';

test('an invocation costs its whole milliseconds, its memory and its request, as on the bill', () => {
  expect(lambdaUsd({ ms: 1000, memoryMb: 1024 })).toBeCloseTo(0.0000135334, 12);
  expect(lambdaUsd({ ms: 199.2, memoryMb: 1769 })).toBeCloseTo(0.2 * (1769 / 1024) * 0.0000133334 + 0.0000002, 12);
});
