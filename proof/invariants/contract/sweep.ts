import { functionBehind } from '../functions';
import type { Invariant, Violation } from '../invariant';
import { numberOf, type Resource, show, type Template, type Value } from '../template';
import { functionsIn } from './application';
import type { Contract } from './contract';

/** Lambda's defaults for asynchronous invocations. */
const defaults = { retries: 2, eventAge: 6 * 3600 };

const units: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 24 * 3600 };

export const contractSweep = (contract: Contract): Invariant => ({
  name: 'contract-sweep',
  holds:
    'A schedule invokes the sweep at least once a day; a failed or late sweep is not retried, because the next one replaces it.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    const sweep = functions.get('sweep-uploads');
    if (!sweep) return [];
    const schedules = template
      .of('AWS::Scheduler::Schedule')
      .filter(({ properties }) => functionBehind(template, properties.Target?.Arn) === sweep);
    const [schedule] = schedules;
    if (!schedule)
      return [{ id: sweep.id, value: 'no schedule', required: 'a schedule that invokes it: nothing else finds lost uploads' }];
    return [...interval(schedule), ...retrySettings(template, sweep, schedule)];
  },
});

const isCron = (expression: Value) => String(expression).startsWith('cron(');

/** Seconds between two runs of a rate expression; `undefined` for any other expression. */
function intervalOf(expression: Value): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? Number.NaN);
}

function interval({ id, properties: { ScheduleExpression, State } }: Resource): Violation[] {
  // The interval of a cron expression is not checked.
  const isOften = isCron(ScheduleExpression) || (intervalOf(ScheduleExpression) ?? Number.POSITIVE_INFINITY) <= 24 * 3600;
  if (isOften && (State === undefined || State === 'ENABLED')) return [];
  return [
    {
      id,
      value: `${show(ScheduleExpression)}, ${show(State)}`,
      required: 'a rate of a day or less, or a cron expression, and enabled',
    },
  ];
}

function retrySettings(template: Template, sweep: Resource, schedule: Resource): Violation[] {
  const config = template
    .of('AWS::Lambda::EventInvokeConfig')
    .find(({ properties }) => functionBehind(template, properties.FunctionName) === sweep);
  const { MaximumRetryAttempts: retries = defaults.retries, MaximumEventAgeInSeconds: age = defaults.eventAge } =
    config?.properties ?? {};
  const longest = Math.min(intervalOf(schedule.properties.ScheduleExpression) ?? defaults.eventAge, defaults.eventAge);
  if (numberOf(retries) === 0 && (numberOf(age) ?? Number.POSITIVE_INFINITY) <= longest) return [];
  return [
    {
      id: config?.id ?? sweep.id,
      value: `MaximumRetryAttempts ${show(retries)}, MaximumEventAgeInSeconds ${show(age)}`,
      required: `0 retries, and an event age of at most ${longest}: the next sweep does the work of a failed one`,
    },
  ];
}
