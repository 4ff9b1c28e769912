import { namesOf, type TriggerRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';
import { localEnvironment } from '../../local/environment';
import type { DeadLetterBox } from '../../local/sqs/box';
import { openBoxes } from '../../local/sqs/open-boxes';
import { type DeadLetterQueue, type RedriveSource, shownLetters } from './dead-letter-queue';
import { changeSubject, eventSubject, queueSubject } from './subjects';

interface Kind {
  readonly remedy: string;
  readonly subject: (body: string) => string;
}

/** What the dead letters of this name are. */
function kindOf(source: string): Kind {
  if (source === 'webhook') return { remedy: 'sends them to the webhook again', subject: eventSubject }; // part: webhook
  const row = (triggers as readonly TriggerRow[]).find((each) => namesOf(each).source === source);
  const remedy = `sends them to ${row?.name ?? 'their function'} again`;
  if (row && 'stream' in row.on) return { remedy, subject: changeSubject };
  if (row && 'event' in row.on) return { remedy, subject: eventSubject };
  return { remedy, subject: (body) => queueSubject(source, body) };
}

/** The dead-letter queues of the local run, whether it is running or not. @throws UserError */
export async function openLocalRun(): Promise<RedriveSource> {
  const { boxes, running, close } = await openBoxes(localEnvironment().dataDir);
  return {
    queues: Object.entries(boxes).map(([name, box]) => queueOf(name, box)),
    afterwards: running ? undefined : 'The application is not running. It processes them when it starts.',
    close,
  };
}

function queueOf(name: string, box: DeadLetterBox): DeadLetterQueue {
  const { remedy, subject } = kindOf(name);
  return {
    name,
    remedy,
    async inspect() {
      const found = await box.deadLetters();
      const letters = found.slice(0, shownLetters).map(({ body, sentAt, receives }) => ({
        subject: subject(body),
        reason: `tried ${receives} times`,
        sentAt: new Date(sentAt),
      }));
      return { count: found.length, letters };
    },
    async redrive() {
      return { redriven: await box.redrive(), lost: 0, kept: [] };
    },
  };
}
