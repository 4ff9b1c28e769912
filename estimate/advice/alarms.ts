import type { Advice, Case } from './case';

/** What costs most of what watches the stage. Where several cost the same, they are named together. */
export function adviseOnAlarms({ template, savingOf }: Case): Advice[] {
  const alarms = [...template.of('AWS::CloudWatch::Alarm'), ...template.of('AWS::CloudWatch::CompositeAlarm')].map(({ id }) => ({
    name: id.replace(/[0-9A-F]{8}$/, ''),
    ...savingOf(template.with(new Map([[id, undefined]]))),
  }));
  const most = Math.max(...alarms.map(({ usdWithoutFree }) => usdWithoutFree));
  const dearest = alarms.filter(({ usdWithoutFree }) => usdWithoutFree > most - 1e-9);
  const [first] = dearest;
  if (!first) return [];
  const names = dearest.map(({ name }) => name);
  const each = most.toFixed(2);
  const rest = dearest.length > 3 ? ` and ${dearest.length - 3} others` : '';
  const listed = `${names.slice(0, 3).join(', ')}${rest}`;
  return [
    {
      text:
        dearest.length === 1
          ? `If you leave out an alarm, it is ${listed}, which costs most.`
          : `If you leave out an alarm: ${listed} cost most, ${each} USD each.`,
      drawback: 'No message when it would be triggered.',
      usd: first.usd,
      usdWithoutFree: first.usdWithoutFree,
    },
  ];
}
