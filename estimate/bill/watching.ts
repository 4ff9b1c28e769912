import { assume } from '../assumptions';
import type { Resource, Template } from '../template/template';
import type { Use } from './feature';

/** What CloudWatch bills beside logs. */
export function addWatching(template: Template, use: Use): void {
  for (const { properties } of template.of('AWS::CloudWatch::Alarm')) {
    const periods = periodsOf(properties);
    use(Math.min(60, ...periods) < 60 ? 'fast-alarms' : 'alarms', periods.length * bandFactor(properties), 'watching');
  }
  use('composite-alarms', template.of('AWS::CloudWatch::CompositeAlarm').length, 'watching');
  use('dashboards', template.of('AWS::CloudWatch::Dashboard').length, 'watching');
  // Step scaling has the alarms of the template.
  const scaling = template
    .of('AWS::ApplicationAutoScaling::ScalingPolicy')
    .filter(({ properties }) => properties.PolicyType !== 'StepScaling');
  use('alarms', scaling.length * assume('alarmsPerScaling'), 'provisioned concurrency');
}

interface AlarmMetric {
  readonly MetricStat?: { readonly Period?: number };
  readonly Expression?: string;
}

/** The periods of the metrics that are watched, in seconds. Without a list of metrics there is one. */
function periodsOf({ Metrics = [], Period = 60 }: Resource['properties']): number[] {
  const stats = (Metrics as AlarmMetric[]).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period ?? 60] : []));
  return stats.length > 0 ? stats : [Period];
}

/** With a band of expected values, the metric and both bounds are billed. */
const bandFactor = ({ Metrics = [] }: Resource['properties']) =>
  (Metrics as AlarmMetric[]).some(({ Expression }) => /ANOMALY_DETECTION_BAND/.test(Expression ?? '')) ? 3 : 1;
