import type { TriggerRow } from '../../lambda/events/trigger-row';

/** One row of each kind, as an owner would add them to `lambda/events/triggers.ts`. */
export const scratchRows: readonly TriggerRow[] = [
  {
    name: 'send-digest',
    on: { schedule: { cron: '0 8 ? * MON-FRI *', timeZone: 'Europe/Zurich' } },
    may: ['queues.send:order-mails'],
    summary: 'Sends a digest on weekdays',
  },
  { name: 'tick', on: { schedule: { everyMinutes: 5 } }, may: ['queues.send:order-mails'], summary: 'Runs every five minutes' },
  {
    name: 'send-mail',
    on: { queue: 'order-mails', maxReceives: 3, batchSize: 5, maxConcurrency: 4 },
    may: [],
    summary: 'Sends mails',
    timeoutSeconds: 20,
    memoryMb: 256,
  },
  {
    name: 'count-images',
    on: { stream: 'images', patterns: [{ eventName: ['INSERT'] }], batchSize: 50 },
    may: [],
    summary: 'Counts new images',
  },
  {
    name: 'greet-ready',
    on: { event: ['ImageReady'], detail: { original: { format: ['jpeg'] } } },
    may: [],
    summary: 'Greets new JPEG images',
  },
];
