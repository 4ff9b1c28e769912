import { month } from '../bill/month';
import { cronOf } from './cron';

const perMonth: Readonly<Record<string, number>> = { minute: month.hours * 60, hour: month.hours, day: month.days };

/**
 * Returns how often a schedule calls in a month: of `rate(15 minutes)`, `cron(0 8 ? * MON-FRI *)`, or `at(…)`, which calls once and is not
 * counted. `undefined` for another expression.
 */
export function callsPerMonth(expression: string): number | undefined {
  const [, value = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit) return (perMonth[unit] as number) / Number(value);
  if (/^at\(/.test(expression)) return 0;
  const cron = cronOf(expression);
  if (!cron) return undefined;
  const { minutes, hours, days, months, weekdays } = cron;
  const ofDays = (days.length / 31) * (weekdays.length / 7) * (months.length / 12);
  return minutes.length * hours.length * month.days * ofDays;
}
