import { markdownTable } from '../../../cli/markdown-table';
import { measuredHere, measuredTable } from '../../lock-in/measured';

/** The size of the API in each home, and the CPU time to its first answers. */
export default function lockInMeasured(): string {
  const measured = measuredHere();
  const { date, node, platform, starts } = measured;
  const where = `Measured on ${date} with Node.js ${node} on ${platform}: the least of ${starts} starts.`;
  return [where, markdownTable(measuredTable(measured))].join('\n\n');
}
