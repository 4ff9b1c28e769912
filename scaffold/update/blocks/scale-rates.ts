import { markdownTable } from '../../../cli/markdown-table';
import { rateTable } from '../../../estimate/report/scale-tables';
import { scaledStages } from './scale-spikes';

/** What happens at 1, 100 and 10,000 requests a second. */
export default function scaleRates(): string {
  const [production, raised] = scaledStages();
  return markdownTable(rateTable([production, raised], [1, 100, 10_000]));
}
