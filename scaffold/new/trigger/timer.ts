import { phraseOf } from '../words';
import type { TriggerFiles } from './trigger-files';

/** A handler that writes the time of its run to the log. */
export function timerFiles(name: string): TriggerFiles {
  const message = phraseOf(name);
  return {
    may: [],
    allowed: [],
    handler: `import type { ScheduledEvent } from 'aws-lambda';
import { trigger } from './trigger';

/** Runs at the times of its row in \`triggers.ts\`. An error that it throws is a failed run. */
export default trigger(async ({ time }: ScheduledEvent, { log }) => {
  log.info('${message}', { time });
});
`,
    test: `import type { ScheduledEvent } from 'aws-lambda';
import handler from '../../lambda/events/${name}';
import { openMemoryServices } from '../support/memory-services';
import { host } from '../support/upload';

it('writes the time of its run to the log', async () => {
  const { log, common, own } = openMemoryServices();
  const event = { time: '2026-11-22T12:15:00Z' } as ScheduledEvent;

  await handler(event, { ...common, ...own }, host);

  expect(log.entries).toEqual([{ level: 'info', message: '${message}', detail: { time: event.time } }]);
});
`,
  };
}
