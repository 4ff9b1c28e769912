import type { FunctionName } from '../../../lib/functions';
import type { Invariant, Violation } from '../invariant';
import { numberOf, type Resource, show, type Template } from '../template';
import { functionsIn, mappingsOf } from './application';
import type { Contract } from './contract';

/** How long an HTTP API waits for the response of its integration, in seconds. */
const gatewaySeconds = 30;

/** Lambda's defaults: seconds, MiB, and messages of a queue in one batch. */
const defaults = { timeout: 3, memory: 128, batch: 10 };

export const contractMachines = (contract: Contract): Invariant => ({
  name: 'contract-machines',
  holds:
    'Every function has the memory that it was measured with and a timeout that covers its slowest calls; an endpoint times out before API Gateway.',
  violations: (template) =>
    [...functionsIn(template, contract)].flatMap(([name, fn]) => [
      ...memory(name, fn, contract),
      ...time(name, fn, template, contract),
    ]),
});

function memory(name: FunctionName, { id, properties }: Resource, { functions }: Contract): Violation[] {
  const { memoryMb } = functions[name];
  if ((numberOf(properties.MemorySize ?? defaults.memory) ?? 0) >= memoryMb) return [];
  const required = `${memoryMb} or more, with which ${name} was measured (lib/functions.ts)`;
  return [{ id, value: `MemorySize ${show(properties.MemorySize)}`, required }];
}

function time(name: FunctionName, fn: Resource, template: Template, contract: Contract): Violation[] {
  const { waitsMs } = contract.functions[name];
  // The resizer processes the messages of a batch one after the other. Lambda halves a batch that takes image-changed too long.
  const batches = name === 'resize-image' ? mappingsOf(template, fn).map(({ properties }) => batchOf(properties)) : [];
  const leastMs = [
    waitsMs * Math.max(1, ...batches),
    // After its budget the sweep starts nothing new, so that at most one call of each kind is left.
    name === 'sweep-uploads' ? waitsMs + contract.sweepLimits.budgetMs : 0, // part: sweep
  ];
  const least = Math.max(...leastMs) / 1000;
  const isEndpoint = contract.endpoints.some((endpoint) => endpoint.name === name);
  const most = isEndpoint ? gatewaySeconds : Number.POSITIVE_INFINITY;
  const seconds = numberOf(fn.properties.Timeout ?? defaults.timeout);
  if (seconds !== undefined && seconds > least && seconds < most) return [];
  const why = `more than ${least} seconds, the maximum duration of its calls (worstCaseMs in lambda/adapters/aws/client-config.ts)`;
  return [
    {
      id: fn.id,
      value: `Timeout ${show(fn.properties.Timeout)}`,
      required: isEndpoint ? `${why}, and less than API Gateway's ${gatewaySeconds}` : why,
    },
  ];
}

function batchOf({ BatchSize = defaults.batch }: Resource['properties']): number {
  return numberOf(BatchSize) ?? Number.POSITIVE_INFINITY;
}
