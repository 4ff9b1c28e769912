// node --require ./cli/typescript.cjs workshop/fuzz/failed-images.ts FOLDER: images of the owner "fuzz" that can be retried, in the data of a local run.
import { runCommand } from '../../cli/run-command';
import { uploadMaxReceives } from '../../lambda/contract';
import { photo } from '../../lib/testing/images/photo';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';
import { EventBus } from '../../local/eventbridge/event-bus';
import { QueueSender } from '../../local/sqs/queue-sender';
import { withOne } from '../../test/support/resizing';
import { openServices } from '../../test/support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../../test/support/upload';

const owner = 'fuzz';
const count = 20;

runCommand(() => main(process.argv[2] ?? ''));

/** Prints their ids as schemathesis reads them, each as a JSON string on its line. */
async function main(dataDir: string): Promise<number> {
  const log = new TestLog();
  const queues = new QueueSender();
  const services = await openServices({
    dataDir,
    origin: 'http://localhost',
    clock: new TestClock(new Date()),
    log,
    uploads: queues.uploads,
    queues,
    events: new EventBus(log),
  });
  const broken = withOne(services, 'originals', 'stat', () => Promise.reject(new Error('The store is unavailable.')));
  const bytes = await photo({ width: 60, height: 40 });
  for (let index = 0; index < count; index += 1) {
    const id = await createRecord(services, owner);
    const event = uploadEvent(await storeOriginal(services, { owner, id }, bytes), { receives: uploadMaxReceives });
    await handleUpload(services, event, broken).catch(() => undefined);
    console.log(JSON.stringify(id));
  }
  await services.close();
  return 0;
}
