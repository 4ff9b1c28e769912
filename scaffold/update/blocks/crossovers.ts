import { compare } from '../../../estimate/containers/comparison';
import { crossoverText } from '../../../estimate/containers/sentence';
import { usualUtilization } from '../../../estimate/containers/sizing';
import { pricesOf } from '../../../estimate/prices/regions';
import { synthesize } from '../../../estimate/template/read';
import { profiles } from '../../../estimate/traffic/traffic';

/** From which traffic containers cost less than functions, for production with the requests of the profile `growing`, as a table. */
export default function crossovers(): string {
  const comparisons = compare(synthesize({ stage: 'production' }), profiles.growing, usualUtilization, pricesOf('us-east-1'));
  const rows = comparisons.flatMap((comparison) =>
    comparison.crossovers.map((each) => [
      comparison.of,
      each.shape,
      crossoverText(comparison, each, 'Fargate'),
      crossoverText(comparison, each, 'EC2'),
    ]),
  );
  const head = [
    ['work', 'shape of the traffic', 'Fargate costs less', 'an EC2 instance costs less'],
    ['---', '---', '---', '---'],
  ];
  return [...head, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
