import { queuesFor } from '../contract';
import type { FunctionRow } from '../function-row';
import { isCron, isTimeZone } from './schedule-syntax';
import { isQueueRow, namesOf, type SettingNumber, type TriggerRow } from './trigger-row';

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
    ...repeated(queueNames).map((name) => `Two rows receive the messages of the queue "${name}". Give each row a separate queue.`),
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
    ...sourceProblems(triggers),
    ...rows.flatMap(numberProblems),
    ...triggers.flatMap(scheduleProblems),
  ].map((problem) => `${problem} (lambda/events/triggers.ts)`);
}

const repeated = (names: readonly string[]) => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];

/** Names that a queue cannot have, because they are other constructs of the stack, and names of dead letters without a trigger. */
const reservedQueues = ['images', 'buckets', 'sign-in'];
const reservedSources = ['webhook'];

function sourceProblems(triggers: readonly TriggerRow[]): string[] {
  const sources = triggers.filter(({ on }) => !('schedule' in on)).map((row) => namesOf(row).source);
  const taken = triggers.filter(isQueueRow).filter(({ on }) => reservedQueues.includes(on.queue));
  return [
    ...repeated([...sources, ...reservedSources]).map(
      (source) => `Two triggers have the name "${source}". Rename the queue or the row.`,
    ),
    ...taken.map(({ on }) => `The queue "${on.queue}" has the name of another part of the stack. Use another name.`),
  ];
}

/** What Lambda and SQS accept. */
function numberProblems(row: FunctionRow & Partial<Pick<TriggerRow, 'on'>>): string[] {
  const { name, memoryMb, timeoutSeconds, on } = row;
  const problem = (field: string, value: number | undefined, min: number, max: number) =>
    value === undefined || (Number.isInteger(value) && value >= min && value <= max)
      ? []
      : [`The row "${name}" has ${field} ${value}. Use a whole number from ${min} to ${max}.`];
  return [
    ...problem('memoryMb', memoryMb, 128, 10_240),
    ...problem('timeoutSeconds', timeoutSeconds, 1, 900),
    ...(on && 'queue' in on
      ? [
          ...problem('maxReceives', on.maxReceives, 1, 1000),
          ...problem('batchSize', on.batchSize, 1, 10),
          ...problem('maxConcurrency', numberIn(on.maxConcurrency), 2, 1000),
        ]
      : []),
    ...(on && 'stream' in on ? problem('batchSize', on.batchSize, 1, 1000) : []),
  ];
}

const numberIn = (given: number | SettingNumber | undefined) => (typeof given === 'object' ? given.default : given);

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
  const minutes = numberIn(schedule.everyMinutes) ?? 0;
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 24 * 60) return [];
  return [`The row "${name}" runs every ${minutes} minutes. Use an integer from 1 to 1440, or a cron expression.`];
}
