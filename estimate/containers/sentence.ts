import { dollars } from '../report/format';
import type { Comparison, Crossover } from './comparison';
import type { Win } from './crossover';

const containerHomes = ['Fargate', 'EC2'] as const;

const names = { Fargate: 'Fargate', EC2: 'an EC2 instance' } as const;

/** The comparison in one sentence: what each costs at this traffic, and from which traffic containers cost less, with the margin. */
export function sentenceOf(comparison: Comparison): string {
  const { of, usd, own, unpriced } = comparison;
  const subject = { API: 'The API', resizer: 'The resizer', both: 'Both together' }[of];
  const costs = [
    `Lambda costs ${dollars(usd.Lambda ?? 0)} USD`,
    ...containerHomes.flatMap((home) => (usd[home] === undefined ? [] : [`${names[home]} ${dollars(usd[home])}`])),
  ];
  const wins = containerHomes
    .filter((home) => unpriced[home] === undefined)
    .map((home) => `${names[home]} ${winText(own[home], comparison, usd[home])}`);
  return `${subject}: at your traffic ${[costs.join(', '), wins.join(', and ')].filter(Boolean).join('; ')}.`;
}

function winText(win: Win | undefined, { unit, perDay, usd }: Comparison, own: number | undefined): string {
  if (win === undefined) return 'never costs less in this range';
  const saved = own === undefined ? 0 : (usd.Lambda ?? 0) - own;
  if (saved > 0) {
    const share = Math.round((100 * saved) / (usd.Lambda || 1));
    return `costs less ${spanOf(win, unit)}: ${dollars(saved)} USD or ${share} % less at your traffic`;
  }
  const isAhead = win.from > perDay && perDay > 0;
  return `costs less ${spanOf(win, unit, isAhead ? ` (${factor(win.from / perDay)} times your traffic)` : '')}`;
}

/** Where a kind of containers costs less than functions, for one shape of the traffic. */
export function crossoverText({ unit, unpriced }: Comparison, crossover: Crossover, home: (typeof containerHomes)[number]): string {
  if (unpriced[home] !== undefined) return 'no price';
  const win = crossover[home];
  return win ? spanOf(win, unit) : 'never';
}

/** A span of traffic: `from 854,000 requests a day on, with gaps until 2.1 million`. @param remark on its beginning */
export function spanOf({ from, lasting, to }: Win, unit: string, remark = ''): string {
  const start = `from ${rounded(from)} ${unit}s a day`;
  const span = to === undefined ? `${start} on${remark}` : `${start}${remark} to ${rounded(to)}`;
  return lasting === undefined ? span : `${span}, with gaps until ${rounded(lasting)}`;
}

/** Three digits are more than the assumptions are worth. */
export function rounded(count: number): string {
  const digits = { maximumSignificantDigits: 3 } as const;
  return count < 1_000_000
    ? count.toLocaleString('en-US', digits)
    : `${(count / 1_000_000).toLocaleString('en-US', digits)} million`;
}

/** Shows that 1.05 is more than 1. */
const factor = (times: number) => times.toLocaleString('en-US', { maximumSignificantDigits: times < 2 ? 3 : 2 });
