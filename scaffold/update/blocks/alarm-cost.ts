import { synthTemplate } from '../../../lib/testing/synth';
import { resourcesOf } from '../../../lib/testing/template';

/** @see https://aws.amazon.com/cloudwatch/pricing/ */
const freeMetrics = 10;
const usdPerMetric = 0.1;

/** What the alarms of production cost in a month: `29 metrics, 1.90 USD a month`. */
export default function alarmCost(): string {
  const alarms = resourcesOf(synthTemplate({ stage: 'production' }), 'AWS::CloudWatch::Alarm');
  const metrics = alarms.flatMap(
    ({ properties: { Metrics } }) => Metrics?.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat) ?? ['one'],
  ).length;
  return `${metrics} metrics, ${(Math.max(0, metrics - freeMetrics) * usdPerMetric).toFixed(2)} USD a month`;
}
