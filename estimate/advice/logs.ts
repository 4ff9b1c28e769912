import type { Advice, Case } from './case';

/** Most faults are looked for within a month. */
const days = 30;

/** A shorter retention of all logs that are kept for longer than a month. */
export function adviseOnLogs({ template, savingOf }: Case): Advice[] {
  const long = template
    .of('AWS::Logs::LogGroup')
    .filter(({ properties }) => properties.RetentionInDays === undefined || properties.RetentionInDays > days);
  if (long.length === 0) return [];
  const changes = new Map(long.map(({ id, properties }) => [id, { ...properties, RetentionInDays: days }]));
  const endless = long.filter(({ properties }) => properties.RetentionInDays === undefined).length;
  const groups = long.length === 1 ? 'a log group keeps them' : `${long.length} log groups keep them`;
  return [
    {
      text: `Keep logs for ${days} days: ${groups} for longer${endless > 0 ? `, ${endless} without end` : ''}.`,
      drawback: 'Older lines are gone.',
      ...savingOf(template.with(changes)),
    },
  ];
}
