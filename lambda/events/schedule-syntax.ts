/** Range of each field of a cron expression in AWS: Sunday is 1. */
const cronFields = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
  [1970, 2199],
] as const;

/** Whether EventBridge and Application Auto Scaling accept the expression. */
export function isCron(cron: string): boolean {
  const fields = cron.split(' ');
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fields.length !== cronFields.length || (dayOfMonth === '?') === (dayOfWeek === '?')) return false;
  return cronFields.every(([min, max], index) => {
    const field = fields[index] ?? '';
    const numbers = field.match(/\d+/g)?.map(Number) ?? [];
    return /^[\dA-Z*?,/#-]+$/.test(field) && numbers.every((number) => number >= min && number <= max);
  });
}

export function isTimeZone(name: string): boolean {
  try {
    // `resolvedOptions` and `supportedValuesOf` return only one name per zone; this accepts all names. An offset is not a name.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}
