import { localEnvironment } from '../../local/environment';
import type { DeadLetterBox, QueueName } from '../../local/sqs/box';
import { openBoxes } from '../../local/sqs/open-boxes';
import { type DeadLetterQueue, type RedriveSource, shownLetters } from './dead-letter-queue';
import { changeSubject, eventSubject, uploadSubject } from './subjects';

const kinds: Readonly<Record<QueueName, { remedy: string; subject: (body: string) => string }>> = {
  uploads: { remedy: 'sends them to the resizer again', subject: uploadSubject },
  changes: { remedy: 'processes them again, with the records as they were', subject: changeSubject },
  webhook: { remedy: 'sends them to the webhook again', subject: eventSubject },
};

/** The dead-letter queues of the local run, whether it is running or not. @throws UserError */
export async function openLocalRun(): Promise<RedriveSource> {
  const { boxes, running, close } = await openBoxes(localEnvironment().dataDir);
  return {
    queues: Object.entries(boxes).map(([name, box]) => queueOf(name as QueueName, box)),
    afterwards: running ? undefined : 'The application is not running. It processes them when it starts.',
    close,
  };
}

function queueOf(name: QueueName, box: DeadLetterBox): DeadLetterQueue {
  const { remedy, subject } = kinds[name];
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
