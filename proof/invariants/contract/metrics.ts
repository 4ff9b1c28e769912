import type { Invariant, Violation } from '../invariant';
import { listOf, show, type Template, textOf, type Value } from '../template';
import { functionsIn } from './application';
import type { Contract } from './contract';
import { isStackName } from './environment';

export const contractMetrics = (contract: Contract): Invariant => ({
  name: 'contract-metrics',
  holds: 'Alarms and dashboards read metrics of AWS, or metrics of the code with the right namespace, name and dimensions.',
  violations: (template) => {
    if (functionsIn(template, contract).size === 0) return [];
    return [
      ...template.of('AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => {
        const stats = listOf(properties.Metrics).flatMap((metric) => metric?.MetricStat?.Metric ?? []);
        return [...(properties.MetricName === undefined ? [] : [properties]), ...stats].flatMap(
          ({ Namespace, MetricName, Dimensions }) => {
            const dimensions = listOf(Dimensions).map(({ Name, Value: value }): [Value, Value] => [Name, value]);
            return unmeasured(template, contract, id, { namespace: Namespace, name: MetricName, dimensions });
          },
        );
      }),
      ...template
        .of('AWS::CloudWatch::Dashboard')
        .flatMap(({ id, properties }) =>
          rowsOf(properties.DashboardBody).flatMap((row) =>
            typeof row[0] === 'string'
              ? unmeasured(template, contract, id, metricOf(row))
              : unsearched(template, contract, id, row[0]?.expression),
          ),
        ),
    ];
  },
});

interface Metric {
  readonly namespace: Value;
  readonly name: Value;
  readonly dimensions: readonly [Value, Value][];
}

/** The metrics of all graphs of a dashboard, in CloudWatch's array format. */
function rowsOf(body: Value): Value[][] {
  try {
    const { widgets } = JSON.parse(textOf(body));
    return listOf(widgets).flatMap(({ properties }: Value) => listOf(properties?.metrics));
  } catch {
    // `sound-dashboards` reports it.
    return [];
  }
}

/** `[namespace, name, dimension, value, dimension, value, options]` */
function metricOf([namespace, name, ...rest]: Value[]): Metric {
  const texts = rest.filter((each) => typeof each === 'string');
  return {
    namespace,
    name,
    dimensions: texts.flatMap((text, index): [Value, Value][] => (index % 2 === 0 ? [[text, texts[index + 1]]] : [])),
  };
}

function unmeasured(template: Template, { metrics }: Contract, id: string, { namespace, name, dimensions }: Metric): Violation[] {
  // Other namespaces, which a fork may add, are not checked.
  if (namespace !== metrics.namespace && !metrics.names.includes(name)) return [];
  const [[service, stack] = [], ...others] = dimensions;
  const isKnown =
    namespace === metrics.namespace &&
    metrics.names.includes(name) &&
    service === metrics.dimensions[0] &&
    isStackName(template, stack) &&
    others.every(([dimension]) => metrics.dimensions.includes(dimension));
  if (isKnown) return [];
  return [
    {
      id,
      value: `${show(namespace)} ${show(name)} ${show(dimensions)}`,
      required: `${metrics.namespace}, one of ${metrics.names.join(', ')}, and ${metrics.dimensions[0]} with the name of the stack (metricNames in lambda/contract.ts)`,
    },
  ];
}

/** A search names the metrics in one string: `SEARCH('{namespace,dimension} MetricName="…"', 'Sum')`. */
function unsearched(template: Template, { metrics }: Contract, id: string, expression: Value): Violation[] {
  const text = textOf(expression);
  if (!text.includes('SEARCH')) return [];
  const [, schema = ''] = /\{([^}]*)\}/.exec(text) ?? [];
  const [namespace, ...dimensions] = schema.split(',').map((part) => part.replaceAll(/["\\\s]/g, ''));
  const [, name = ''] = /MetricName\s*=\s*\\?"([^"\\]*)/.exec(text) ?? [];
  const [, stack = ''] = new RegExp(`[\\s}]${metrics.dimensions[0]}\\s*=\\s*\\\\?"([^"\\\\]*)`).exec(text) ?? [];
  const isKnown =
    namespace === metrics.namespace &&
    JSON.stringify(dimensions) === JSON.stringify(metrics.dimensions) &&
    metrics.names.includes(name) &&
    isStackName(template, stack);
  const isForeign = namespace !== metrics.namespace && !metrics.names.includes(name);
  if (isKnown || isForeign) return [];
  return [
    {
      id,
      value: show(text),
      required: `{${metrics.namespace},${metrics.dimensions}}, one of ${metrics.names.join(', ')}, and the name of the stack (metricNames in lambda/contract.ts)`,
    },
  ];
}
