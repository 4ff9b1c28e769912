import { join } from 'node:path';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from '../../lambda/adapters/aws/dynamo-markers'; // part: sweep
import { DynamoPendingImages } from '../../lambda/adapters/aws/dynamo-pending-images'; // part: sweep
import { DynamoUsageCounters } from '../../lambda/adapters/aws/dynamo-usage-counters'; // part: quotas
import { EventBridgePublisher } from '../../lambda/adapters/aws/eventbridge-publisher';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { SqsMessageQueues } from '../../lambda/adapters/aws/sqs-message-queues';
import { SqsUploadAnnouncer } from '../../lambda/adapters/aws/sqs-upload-announcer';
import { StreamChanges } from '../../lambda/adapters/aws/stream-changes';
import { memoryUrls } from '../../lambda/adapters/memory/memory-urls';
import { SharpImageResizer } from '../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../lambda/core/settings';
import { RecordedTable } from '../../lib/testing/recorded-table';
import { s3At } from '../../lib/testing/stand-ins/clients';
import { startS3Server } from '../../lib/testing/stand-ins/s3-server';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';
import { FileBlobStore } from '../../local/s3/file-blob-store';
import { temporaryFolder } from '../support/local';

/** A call of a service, with the capacity that DynamoDB bills for it. */
export interface CountedCall {
  readonly operation: string;
  readonly units?: number;
}

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Record<string, unknown>;
}

type Send = (command: never, ...rest: never[]) => Promise<unknown>;

/** The deployed functions' adapters on stand-ins of AWS. Each call of an SDK client is counted. */
export async function openCountedServices() {
  const folder = await temporaryFolder();
  const table = await RecordedTable.open(await temporaryFolder());
  const store = (name: string, versioned: boolean) =>
    new FileBlobStore({ folder: join(folder, name), incoming: join(folder, 'incoming'), versioned });
  const originals = store('originals', true);
  const renditions = store('renditions', false);
  const server = await startS3Server({ originals, renditions });
  const s3 = s3At(server.endpoint);
  let made: CountedCall[] = [];

  const counted = (send: Send) => ({
    async send(command: Sent, ...rest: unknown[]) {
      const operation = command.constructor.name.replace(/Command$/, '');
      const answer = (await send(command as never, ...(rest as never[]))) as { ConsumedCapacity?: { CapacityUnits?: number } };
      made.push({ operation, ...(answer.ConsumedCapacity && { units: answer.ConsumedCapacity.CapacityUnits }) });
      return answer;
    },
  });
  const dynamo = counted((command: never, ...rest) => {
    (command as Sent).input.ReturnConsumedCapacity = 'TOTAL';
    return table.client.send(command, ...rest);
  }) as never;
  const clientOfS3 = counted(s3.send.bind(s3) as never) as never;
  const queue = counted(async () => ({})) as never;
  const bus = counted(async (command: never) => ({
    Entries: ((command as Sent).input.Entries as unknown[]).map(() => ({ EventId: 'event' })),
  })) as never;

  const clock = new TestClock();
  const log = new TestLog();
  return {
    table,
    originals,
    renditions,
    common: { clock, log, settings: defaultImageSettings, version: '0' },
    own: {
      images: new DynamoImageRepository(dynamo, table.name),
      counters: new DynamoUsageCounters(dynamo, table.name), // part: quotas
      pending: new DynamoPendingImages(dynamo, table.name), // part: sweep
      markers: new DynamoMarkers(dynamo, table.name), // part: sweep
      originals: new S3BlobStore(clientOfS3, 'originals'),
      renditions: new S3BlobStore(clientOfS3, 'renditions'),
      urls: memoryUrls(clock),
      resizer: new SharpImageResizer(defaultImageSettings),
      uploads: new SqsUploadAnnouncer(queue, 'https://queue'),
      queues: new SqsMessageQueues(queue, {}),
      changes: new StreamChanges(),
      events: new EventBridgePublisher(bus, 'bus'),
      secrets: { read: async () => '' }, // part: signed
      metrics: { add: () => undefined },
    },
    clock,

    /** Returns what `run` calls. */
    async callsOf(run: () => Promise<unknown>): Promise<CountedCall[]> {
      made = [];
      await run();
      const ofRun = made;
      made = [];
      return ofRun;
    },

    async close() {
      await server.close();
      await table.close();
    },
  };
}
