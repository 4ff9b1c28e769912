import type { TriggerSource } from '../../../lambda/events/trigger-row';
import { allowedRow, type Plan } from '../plan';
import { rowOf } from '../row';
import { sentenceOf } from '../words';
import { busFiles } from './bus';
import { queueFiles } from './queue';
import { streamFiles } from './stream';
import { timerFiles } from './timer';
import type { TriggerFiles } from './trigger-files';

/** A trigger to add. */
export interface NewTrigger {
  readonly name: string;
  readonly on: TriggerSource;
}

/** The handler, the row and the test of a trigger. */
export function triggerPlan({ name, on }: NewTrigger): Plan {
  const files = filesOf(name, on);
  return {
    files: { [`lambda/events/${name}.ts`]: files.handler, [`test/events/${name}.test.ts`]: files.test },
    rows: [
      {
        file: 'lambda/events/triggers.ts',
        begin: 'export const triggers = [',
        end: '] as const',
        text: rowOf({ name, on, may: files.may, summary: sentenceOf(name) }),
      },
      allowedRow(name, files.allowed), // part: proof
    ],
  };
}

function filesOf(name: string, on: TriggerSource): TriggerFiles {
  if ('schedule' in on) return timerFiles(name);
  if ('queue' in on) return queueFiles(name, on.queue);
  if ('stream' in on) return streamFiles(name);
  return busFiles(name, on.event);
}
