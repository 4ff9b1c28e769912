import { queuesFor } from '../contract';
import type { FunctionRow } from '../function-row';
import { isCron, isTimeZone } from './schedule-syntax';
import { isQueueRow, type TriggerRow } from './trigger-row';

/**
 * Returns problems of the rows that the compiler cannot detect, as sentences. The stack and the local run do not start with
 * one.
 * @param endpoints their permits may name queues too
 */
export function rowProblems(triggers: readonly TriggerRow[], endpoints: readonly FunctionRow[]): string[] {
  const rows = [...endpoints, ...triggers];
  const queueNames = triggers.filter(isQueueRow).map(({ on }) => on.queue);
  return [
    ...repeated(rows.map(({ name }) => name)).map((name) => `Two rows are named "${name}". Rename one of them and its file.`),
    ...repeated(queueNames).map(
      (name) => `Two rows receive the messages of the queue "${name}". Give each row a queue of its own.`,
    ),
    ...queueNames.flatMap((name) =>
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)
        ? []
        : `The queue "${name}" has an invalid name. Use lowercase letters, digits and hyphens, such as order-mails.`,
    ),
    ...rows.flatMap(({ name, may }) =>
      queuesFor(may)
        .filter((queue) => !queueNames.includes(queue))
        .map(
          (queue) =>
            `The row "${name}" has the permit queues.send:${queue}, but there is no queue "${queue}". Use one of ` +
            `${queueNames.join(', ')}, or add a row with on: { queue: '${queue}' }.`,
        ),
    ),
    ...triggers.flatMap(scheduleProblems),
  ].map((problem) => `${problem} (lambda/events/triggers.ts)`);
}

const repeated = (names: readonly string[]) => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];

function scheduleProblems({ name, on }: TriggerRow): string[] {
  if (!('schedule' in on)) return [];
  const { schedule } = on;
  if ('cron' in schedule) {
    const { cron, timeZone = 'UTC' } = schedule;
    return [
      ...(isCron(cron)
        ? []
        : [
            `The row "${name}" has the invalid schedule "${cron}". Use six fields, with "?" for one of the two days: minute hour day-of-month month ` +
              'day-of-week year, such as "0 8 ? * MON-FRI *".',
          ]),
      ...(isTimeZone(timeZone)
        ? []
        : [
            `The row "${name}" has the invalid time zone "${timeZone}". Use a name of the time zone database, such as Europe/Zurich.`,
          ]),
    ];
  }
  const { everyMinutes } = schedule;
  const minutes = typeof everyMinutes === 'number' ? everyMinutes : everyMinutes.default;
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 24 * 60) return [];
  return [`The row "${name}" runs every ${minutes} minutes. Use an integer from 1 to 1440, or a cron expression.`];
}
