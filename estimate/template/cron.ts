/** The values of a field of cron between `from` and `to`: all, steps, a list of values and ranges. `NaN` for a word such as `L`. */
export function valuesOf(field: string, from: number, to: number, names = ''): number[] {
  const words = names.split(' ');
  const size = to - from + 1;
  const numberOf = (word: string) => (words.includes(word) ? from + words.indexOf(word) : Number(word));
  return field.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [start = '', end] = range.split('-');
    const isAll = start === '*' || start === '?';
    const first = isAll ? from : numberOf(start);
    const isOpen = isAll || (end === undefined && part.includes('/'));
    const last = isOpen ? to : end === undefined ? first : numberOf(end);
    if (Number.isNaN(first + last)) return [Number.NaN];
    // FRI-MON goes over the end.
    const length = (last < first ? last + size : last) - first;
    return Array.from({ length: Math.floor(length / Number(step)) + 1 }, (_, index) => {
      return from + ((first - from + index * Number(step)) % size);
    });
  });
}

const dayNames = 'SUN MON TUE WED THU FRI SAT';
const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC';

/** The fields of `cron(minutes hours days months weekdays years)`. Weekdays are from 1 for Sunday on. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
}

/** `undefined` when it is no cron expression. */
export function cronOf(expression: string): Cron | undefined {
  const [, fields = ''] = /^cron\((.+)\)$/.exec(expression) ?? [];
  const [minutes, hours, days, months, weekdays] = fields.split(' ');
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    minutes: valuesOf(minutes, 0, 59),
    hours: valuesOf(hours, 0, 23),
    days: valuesOf(days, 1, 31),
    months: valuesOf(months, 1, 12, monthNames),
    weekdays: valuesOf(weekdays, 1, 7, dayNames),
  };
}
