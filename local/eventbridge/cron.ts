import { Cron } from 'croner';

/**
 * Returns the next run of an AWS schedule; `undefined` when it has no further run.
 * @param cron six fields, as `lambda/events/trigger-row.ts` explains them
 */
export function nextRun({ cron, timeZone = 'UTC' }: { cron: string; timeZone?: string }, after: Date): Date | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek = '?', year] = cron.split(' ');
  const pattern = ['0', minute, hour, dayOfMonth, month, weekday(dayOfWeek), year].join(' ');
  // `0/15` means "from 0 on, every 15", as AWS reads it.
  return new Cron(pattern, { timezone: timeZone, paused: true, sloppyRanges: true }).nextRun(after) ?? undefined;
}

/** AWS numbers the days of the week from 1 for Sunday, croner from 0. Steps and the week after `#` are not days. */
function weekday(field: string): string {
  const parts = field.split(',').map((part) => {
    const [days = '', ...step] = part.split('/');
    const [range = '', ...week] = days.split('#');
    const shifted = range === 'L' ? '6' : range.replaceAll(/\d/g, (day) => String(Number(day) - 1));
    return [[shifted, ...week].join('#'), ...step].join('/');
  });
  return parts.join(',');
}
