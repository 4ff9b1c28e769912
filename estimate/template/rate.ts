import { month } from '../bill/month';

const perMonth: Readonly<Record<string, number>> = { minute: month.hours * 60, hour: month.hours, day: month.days };

/**
 * Returns how often a schedule calls in a month: of `rate(15 minutes)`, `cron(0 8 ? * MON-FRI *)`, or `at(…)`, which calls once and is not
 * counted. `undefined` for another expression.
 */
export function callsPerMonth(expression: string): number | undefined {
  const [, value = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit) return (perMonth[unit] as number) / Number(value);
  if (/^at\(/.test(expression)) return 0;
  const [, fields = ''] = /^cron\((.+)\)$/.exec(expression) ?? [];
  const [minutes, hours, days, months, weekdays] = fields.split(' ');
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const ofDays = days === '?' || days === '*' ? 1 : count(days, 31) / 31;
  const ofWeek = weekdays === '?' || weekdays === '*' ? 1 : count(weekdays, 7, 'SUN MON TUE WED THU FRI SAT') / 7;
  const ofYear = count(months, 12, 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC') / 12;
  return count(minutes, 60) * count(hours, 24) * month.days * ofDays * ofWeek * ofYear;
}

/** How many of `size` values a field of cron names: all, a step, a list of values and ranges. A word such as `L` is one value. */
function count(field: string, size: number, names = ''): number {
  if (field === '*') return size;
  const words = names.split(' ');
  const numberOf = (word: string) => (words.includes(word) ? words.indexOf(word) : Number(word));
  return field.split(',').reduce((sum, part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from = '', to] = range.split('-');
    const end = part.includes('/') ? size - 1 : numberOf(from);
    const last = to === undefined ? end : numberOf(to);
    const first = from === '*' ? 0 : numberOf(from);
    return sum + (Number.isNaN(last - first) ? 1 : Math.floor((last - first) / Number(step)) + 1);
  }, 0);
}
