import type { Invariant, Violation } from '../invariant';
import { listOf, type Resource, show, type Value } from '../template';
import { functionsIn } from './application';
import type { Contract } from './contract';

export const contractEvents = (contract: Contract): Invariant => ({
  name: 'contract-events',
  holds: 'Every rule of the bus matches events that the code publishes.',
  violations: (template) => {
    if (functionsIn(template, contract).size === 0) return [];
    return template
      .of('AWS::Events::Rule')
      .filter(({ properties }) => template.named(properties.EventBusName, 'AWS::Events::EventBus').length > 0)
      .flatMap((rule) => unpublished(rule, contract));
  },
});

function unpublished({ id, properties }: Resource, { events }: Contract): Violation[] {
  const { source, 'detail-type': types } = properties.EventPattern ?? {};
  const within = (values: Value, known: readonly string[]) =>
    values === undefined || (listOf(values).length > 0 && listOf(values).every((value) => known.includes(value)));
  return [
    ...(within(source, [events.source])
      ? []
      : [{ id, value: `source ${show(source)}`, required: `${events.source} (eventSource in lambda/contract.ts)` }]),
    ...(within(types, events.types)
      ? []
      : [
          {
            id,
            value: `detail-type ${show(types)}`,
            required: `some of ${events.types.join(', ')} (eventTypes in lambda/contract.ts)`,
          },
        ]),
  ];
}
