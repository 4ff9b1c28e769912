import { dollars, heading, table } from '../report/format';
import { type Comparison, homes } from './comparison';
import { crossoverText } from './sentence';

/** The same work as functions and as containers, as lines of plain text. */
export function comparisonReport(comparisons: readonly Comparison[], utilization: number): string[] {
  if (comparisons.length === 0) return [];
  return [
    heading('Functions or containers'),
    'The same work as functions and as containers, in USD a month without the free tier and without what both need. Containers are sized',
    `for ${Math.round(utilization * 100)} % of their vCPUs in the busiest hour.`,
    '',
    ...table(
      ['', 'home', 'USD', 'what runs'],
      comparisons.flatMap(({ of, usd, what, unpriced }) =>
        homes.map((home) => [of, home, usd[home] === undefined ? '-' : dollars(usd[home]), what[home] ?? unpriced[home] ?? '']),
      ),
    ),
    '',
    ...table(
      ['containers cost less', 'shape', 'Fargate', 'EC2'],
      comparisons.flatMap((comparison) =>
        comparison.crossovers.map((each) => [
          comparison.of,
          each.shape,
          crossoverText(comparison, each, 'Fargate'),
          crossoverText(comparison, each, 'EC2'),
        ]),
      ),
    ),
  ];
}
