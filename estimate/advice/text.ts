import { dollars, table } from '../report/format';
import type { Advice } from './case';

/** Advice as lines of plain text. */
export function adviceReport(advice: readonly Advice[]): string[] {
  if (advice.length === 0) return ['No change saves money at this traffic.'];
  return [
    'Changes that save money at this traffic, each for itself, in USD a month:',
    ...table(
      ['with free tier', 'without', 'change'],
      advice.map(({ usd, usdWithoutFree, text, drawback }) => [dollars(usd), dollars(usdWithoutFree), `${text} ${drawback}`]),
    ),
  ];
}
