import { calls } from '../bill/calls';
import { functionsIn } from '../template/functions';
import type { MeanAndP99, MeasuredFunction } from '../template/measured';
import type { Template } from '../template/template';
import { heading, quantity, table } from './format';

/** What the logs of a deployed stack say, which replaces the durations of the benchmarks; empty for other templates. */
export function measuredReport(template: Template): string {
  if (!template.measured) return '';
  const functions = functionsIn(template, Object.keys(calls));
  const rows = functions.flatMap(({ name, measured }) => (measured ? [rowOf(name, measured)] : []));
  const others = functions.filter(({ measured, sources }) => !measured && sources.length > 0).map(({ name }) => name);
  return [
    heading(`Measured on Lambda, ${template.measured.where}, in milliseconds`),
    ...table(['function', 'calls', 'billed, mean', 'p99', 'cold starts', 'their init, mean', 'p99', 'MB', 'used'], rows),
    ...(others.length > 0 ? [`Not called there, so that the figures of benchmarks apply: ${others.join(', ')}.`] : []),
  ].join('\n');
}

function rowOf(name: string, { calls: count, cold, billed, init, memoryMb, usedMb }: MeasuredFunction): string[] {
  const both = (figure?: MeanAndP99) => (figure ? [quantity(figure.mean), quantity(figure.p99)] : ['', '']);
  return [
    name,
    quantity(count),
    ...both(billed),
    `${quantity((100 * cold) / count)} %`,
    ...both(init),
    quantity(memoryMb),
    quantity(usedMb),
  ];
}
