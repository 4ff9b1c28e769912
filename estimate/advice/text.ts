import { dollars, heading, table } from '../report/format';
import type { Advice } from './case';

/** Advice as lines of plain text. */
export function adviceReport(advice: readonly Advice[]): string[] {
  const title = heading('What would cost less');
  if (advice.length === 0) return [title, 'No change saves money at this traffic.'];
  return [
    title,
    'Changes that save money at this traffic, each for itself, in USD a month:',
    ...table(
      ['with free tier', 'without', 'change'],
      advice.map(({ usd, usdWithoutFree, text, drawback }) => [dollars(usd), dollars(usdWithoutFree), `${text} ${drawback}`]),
    ),
  ];
}
