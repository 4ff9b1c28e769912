import type { EventType } from '../../../lambda/contract';
import { pascalCase } from '../../../lambda/events/trigger-row';
import { phraseOf } from '../words';
import type { TriggerFiles } from './trigger-files';

/** A handler that writes each event to the log. */
export function busFiles(name: string, types: readonly EventType[]): TriggerFiles {
  const message = phraseOf(name);
  const union = (texts: readonly string[]) => texts.join(' | ');
  return {
    may: [],
    allowed: [`'sqs:SendMessage on <Service/${pascalCase(name)}Trigger/DeadLetters.Arn>'`],
    handler: `import type { EventBridgeEvent } from 'aws-lambda';
import type { ${types.join(', ')} } from '../core/image-event';
import { trigger } from './trigger';

type Event = EventBridgeEvent<${union(types.map((type) => `'${type}'`))}, ${union(types)}>;

/** Handles an event of the bus, at least once. Lambda retries it after an error. */
export default trigger(async ({ detail }: Event, { log }) => {
  log.info('${message}', { owner: detail.owner, imageId: detail.id, type: detail.type });
});
`,
    test: `import handler from '../../lambda/events/${name}';
import { busEvent } from '../support/bus-events';
import { openMemoryServices } from '../support/memory-services';
import { host } from '../support/upload';

it.each([${types.map((type) => `'${type}'`).join(', ')}] as const)('writes %s to the log', async (type) => {
  const { log, common, own } = openMemoryServices();
  const event = busEvent(type);
  const { owner, id: imageId } = event.detail;

  await handler(event, { ...common, ...own }, host);

  expect(log.entries).toEqual([{ level: 'info', message: '${message}', detail: { owner, imageId, type } }]);
});
`,
  };
}
