import { assume } from '../assumptions';
import type { Resource, Template } from '../template/template';
import type { Use } from './feature';

/** Alarms and dashboards. */
export function addWatching(template: Template, use: Use): void {
  for (const { properties } of template.of('AWS::CloudWatch::Alarm')) {
    const periods = periodsOf(properties);
    use(Math.min(60, ...periods) < 60 ? 'fast-alarms' : 'alarms', periods.length * bandFactor(properties), 'watching');
  }
  use('composite-alarms', template.of('AWS::CloudWatch::CompositeAlarm').length, 'watching');
  use('dashboards', template.of('AWS::CloudWatch::Dashboard').length, 'watching');
  const scaling = template.of('AWS::ApplicationAutoScaling::ScalingPolicy').length;
  use('alarms', scaling * assume('alarmsPerScaling'), 'provisioned concurrency');
}

interface AlarmMetric {
  readonly MetricStat?: { readonly Period?: number };
  readonly Expression?: string;
}

/** The periods of the metrics of an alarm, in seconds. An alarm without its own metrics has one. */
function periodsOf({ Metrics = [], Period = 60 }: Resource['properties']): number[] {
  const stats = (Metrics as AlarmMetric[]).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period ?? 60] : []));
  return stats.length > 0 ? stats : [Period];
}

/** An alarm with a band of expected values is billed for the metric and for both bounds. */
const bandFactor = ({ Metrics = [] }: Resource['properties']) =>
  (Metrics as AlarmMetric[]).some(({ Expression }) => /ANOMALY_DETECTION_BAND/.test(Expression ?? '')) ? 3 : 1;
