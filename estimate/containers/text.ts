import { dollars, table } from '../report/format';
import { type Comparison, homes } from './comparison';
import { sentenceOf, spanOf } from './sentence';

/** The same work as functions and as containers, as lines of plain text. */
export function comparisonReport(comparisons: readonly Comparison[], utilization: number): string[] {
  if (comparisons.length === 0) return [];
  return [
    'The same work as functions and as containers, in USD a month without the free tier and without what both need. Containers are sized',
    `for ${Math.round(utilization * 100)} % of their vCPUs in the busiest hour.`,
    '',
    ...table(
      ['', 'home', 'USD', 'what runs'],
      comparisons.flatMap(({ of, usd, what }) =>
        homes.map((home) => [
          of,
          home,
          usd[home] === undefined ? '-' : dollars(usd[home]),
          what[home] ?? 'no machine is large enough',
        ]),
      ),
    ),
    '',
    ...comparisons.map(sentenceOf),
    '',
    ...table(
      ['containers cost less', 'shape', 'Fargate', 'EC2'],
      comparisons.flatMap(({ of, unit, crossovers }) =>
        crossovers.map(({ shape, Fargate, EC2 }) => [
          of,
          shape,
          ...[Fargate, EC2].map((win) => (win ? spanOf(win, unit) : 'never')),
        ]),
      ),
    ),
  ];
}
