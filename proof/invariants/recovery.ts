import type { Invariant, Violation } from './invariant';
import { isTrue, listOf, type Resource, show } from './template';

const required = 'true: it is the only way to restore a record that was overwritten by mistake';

export const pointInTimeRecovery: Invariant = {
  name: 'point-in-time-recovery',
  holds: 'Every table has point-in-time recovery.',
  violations: (template) => template.of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').flatMap(unrecoverable),
};

function unrecoverable({ id, type, properties }: Resource): Violation[] {
  // A global table has the property in each replica.
  const places = type === 'AWS::DynamoDB::Table' ? [properties] : listOf(properties.Replicas);
  const without = places.filter((place) => !isTrue(place?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled));
  if (places.length === 0) return [{ id, value: 'no Replicas', required: `a region, with PointInTimeRecoveryEnabled ${required}` }];
  return without.map((place) => ({
    id,
    value: `PointInTimeRecoveryEnabled ${show(place?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled)}`,
    required,
  }));
}
