import type { Invariant } from './invariant';
import { listOf, show, type Template, type Value } from './template';

/** Names of the months and the days in a schedule. */
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The fields: minimum and maximum, names, and formats that only this field accepts. */
const fields: readonly { min: number; max: number; names?: readonly string[]; special?: RegExp }[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31, special: /^(\?|L|LW|\d{1,2}W)$/ },
  { min: 1, max: 12, names: months },
  { min: 1, max: 7, names: days, special: /^(\?|L|\d?L|[1-7]#[1-5]|[A-Z]{3}#[1-5])$/ },
  { min: 1970, max: 2199 },
];

/**
 * CloudFormation accepts any string. The service rejects an invalid one during the deployment.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const soundSchedules: Invariant = {
  name: 'sound-schedules',
  holds: 'Every schedule has a valid expression and a valid time zone.',
  violations: (template) =>
    schedulesOf(template).flatMap(({ id, expression, zone }) => [
      ...(isSchedule(expression)
        ? []
        : [{ id, value: show(expression), required: 'rate(15 minutes), cron(0 8 ? * MON-FRI *) or at(2030-01-01T00:00:00)' }]),
      ...(zone === undefined || isZone(zone)
        ? []
        : [{ id, value: show(zone), required: 'a name of the time zone database, such as Europe/Zurich' }]),
    ]),
};

interface Scheduled {
  readonly id: string;
  readonly expression: Value;
  readonly zone?: Value;
}

function schedulesOf(template: Template): Scheduled[] {
  return [
    ...template.of('AWS::Scheduler::Schedule').map(({ id, properties }) => ({
      id,
      expression: properties.ScheduleExpression,
      zone: properties.ScheduleExpressionTimezone,
    })),
    ...template
      .of('AWS::Events::Rule')
      .filter(({ properties }) => properties.EventPattern === undefined)
      .map(({ id, properties }) => ({ id, expression: properties.ScheduleExpression })),
    ...template
      .of('AWS::ApplicationAutoScaling::ScalableTarget')
      .flatMap(({ id, properties }) =>
        listOf(properties.ScheduledActions).map(({ Schedule, Timezone }) => ({ id, expression: Schedule, zone: Timezone })),
      ),
  ];
}

function isSchedule(expression: Value): boolean {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(String(expression)) ?? [];
  if (kind === 'rate') return /^(1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))$/.test(inner);
  if (kind === 'at') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) && !Number.isNaN(Date.parse(`${inner}Z`));
  return kind === 'cron' && isCron(inner);
}

function isCron(cron: string): boolean {
  const parts = cron.split(' ');
  // One of the two day fields must be `?`.
  if (parts.length !== fields.length || (parts[2] === '?') === (parts[4] === '?')) return false;
  return fields.every((field, index) => (parts[index] ?? '').split(',').every((part) => isPart(part, field)));
}

function isPart(part: string, { min, max, names = [], special }: (typeof fields)[number]): boolean {
  if (special?.test(part)) return true;
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-');
  const isEnd = (end: string) => names.includes(end) || (/^\d+$/.test(end) && Number(end) >= min && Number(end) <= max);
  return ends.length <= 2 && ends.every(isEnd);
}

function isZone(zone: Value): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return typeof zone === 'string' && /^[A-Z]/.test(zone);
  } catch {
    return false;
  }
}
