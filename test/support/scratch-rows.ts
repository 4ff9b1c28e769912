import type { TriggerRow } from '../../lambda/events/trigger-row';

/** One row of each kind, as an owner would add them to `lambda/events/triggers.ts`. Their names begin with `test-`, which no row of the table does. */
export const scratchRows: readonly TriggerRow[] = [
  {
    name: 'test-digest',
    on: { schedule: { cron: '0 8 ? * MON-FRI *', timeZone: 'Europe/Zurich' } },
    may: ['queues.send:test-mails'],
    summary: 'Sends a digest on weekdays',
  },
  { name: 'test-tick', on: { schedule: { everyMinutes: 5 } }, may: ['queues.send:test-mails'], summary: 'Runs every five minutes' },
  {
    name: 'test-mail',
    on: { queue: 'test-mails', maxReceives: 3, batchSize: 5, maxConcurrency: 4 },
    may: [],
    summary: 'Sends mails',
    timeoutSeconds: 20,
    memoryMb: 256,
  },
  {
    name: 'test-counter',
    on: { stream: 'images', patterns: [{ eventName: ['INSERT'] }], batchSize: 50 },
    may: [],
    summary: 'Counts new images',
  },
  {
    name: 'test-greeting',
    on: { event: ['ImageReady'], detail: { original: { format: ['jpeg'] } } },
    may: [],
    summary: 'Greets new JPEG images',
  },
];
