// The functions of a stage, which receive what an import causes: an event of S3 for each original, a record of the stream for each write.

import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import { StreamChanges } from '../../../lambda/adapters/aws/stream-changes';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import type { ImageEvent } from '../../../lambda/core/image-event';
import { uploadKey } from '../../../lambda/core/keys';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { triggerNamed } from '../../../lambda/events/triggers';
import type { Services } from '../../../lambda/services';
import { seeded } from '../../../lib/testing/random';
import { RecordedTable } from '../../../lib/testing/recorded-table';
import { TestClock } from '../../../lib/testing/test-clock';
import { TestLog } from '../../../lib/testing/test-log';
import { eventPattern } from '../../../local/dynamodb/event-pattern';
import { deployed, loadTriggerFunctions } from '../../../local/functions';
import { s3Notification } from '../../../local/s3/s3-notification';
import { DynamoRecords } from '../../../platforms/migration/dynamo-records';
import type { ImageHome, StoredFiles } from '../../../platforms/migration/image-home';
import { temporaryFolder } from '../../support/local';
import { clock, exported, imported, verified } from './archives';
import { contentOf, testImages } from './images';
import { MemoryHome } from './memory-home';
import { describeMigration, type MigrationServers, type TestStage } from './servers';

jest.setTimeout(300_000);

describeMigration('the functions of a stage', (servers) => {
  it.each(['before the record', 'after the record'] as const)(
    'leave every imported image alone, and announce none, when the event of its file arrives %s',
    async (when) => {
      const stage = await servers().stage(when.replaceAll(' ', '-'));
      const functions = await functionsOf(stage, servers());
      const [source, folder] = [new MemoryHome(), await temporaryFolder()];
      const images = testImages(seeded(5), 108, clock.now());
      source.add(images);
      await exported(source, folder);

      const late: (() => Promise<void>)[] = [];
      const home = homeOf(stage, functions.table, async (key, version) => {
        if (when === 'before the record') await functions.uploaded(key, version);
        else late.push(() => functions.uploaded(key, version));
      });
      const { differences } = await imported(folder, home);
      expect(differences).toEqual([]);
      for (const deliver of late) await deliver();
      await functions.follow();

      // Only what was not processed in the source is processed: it was not announced there.
      const open = images.filter(({ record: { status, upload, ...rest }, files }) => {
        const mayRetry = status === 'FAILED' && 'rejection' in rest && rest.rejection.retryable && when === 'after the record';
        return files.original && (status === 'PENDING' || mayRetry);
      });
      const ids = open.map(({ record }) => record.id).sort();
      expect(ids.length).toBeGreaterThan(10);
      expect(functions.published.map(({ id }) => id).sort()).toEqual(ids);

      const [there, here] = [await contentOf(source), await contentOf(home)];
      for (const { record } of open) {
        for (const content of [there, here]) delete content[`${record.owner} ${record.id}`];
      }
      expect(here).toEqual(there);
      const checked = await verified(folder, home);
      expect([checked.differences, checked.counts.newer]).toEqual([[], open.length]);
      for (const { record, files } of images) {
        if (files.original) expect(await stage.originals.stat(uploadKey(record.owner, record.id))).toBeDefined();
      }
    },
  );
});

function homeOf(stage: TestStage, table: RecordedTable, onUpload: (key: string, version: string) => Promise<void>): ImageHome {
  const originals: StoredFiles = {
    open: (key, version) => stage.originals.open(key, version),
    stat: (key, version) => stage.originals.stat(key, version),
    async write(key, file, open) {
      const version = await stage.originals.write(key, file, open);
      await onUpload(key, version);
      return version;
    },
  };
  const records = new DynamoRecords(table.client, stage.table);
  return { name: 'a stage', identity: stage.table, records, originals, renditions: stage.renditions, close: async () => undefined };
}

async function functionsOf({ client, table: name, args }: TestStage, { store }: MigrationServers) {
  const table = new RecordedTable({ client, table: name, close: async () => undefined });
  const published: ImageEvent[] = [];
  const own = {
    images: new DynamoImageRepository(table.client, name),
    originals: new S3BlobStore(store, `originals-${args[1]}`),
    renditions: new S3BlobStore(store, `renditions-${args[1]}`),
    resizer: new SharpImageResizer(defaultImageSettings),
    changes: new StreamChanges(),
    metrics: { add: () => undefined },
    events: { publish: async (events: readonly ImageEvent[]) => void published.push(...events) },
  };
  const common = { clock: new TestClock(), log: new TestLog(), settings: defaultImageSettings, version: '0' };
  const rows = await loadTriggerFunctions();
  const named = (row: string) => {
    const found = rows.find((each) => each.row.name === row);
    if (!found) throw new Error(`There is no ${row}.`);
    return deployed(found, common, own as unknown as Services);
  };
  const [resize, follow] = [named('resize-image'), named('image-changed')];
  const filters = triggerNamed('image-changed').on.patterns.map(eventPattern);
  return {
    table,
    published,
    async uploaded(key: string, version: string) {
      const body = s3Notification('originals', { key, bytes: 1, version, sequencer: '1' }, common.clock.now());
      const message = { messageId: key, body, attributes: { ApproximateReceiveCount: '1' } };
      expect(await resize({ Records: [message] })).toEqual({ batchItemFailures: [] });
    },
    /** Delivers the records of the stream that its filter passes. */
    async follow() {
      for (const record of table.records) {
        if (filters.some((matches) => matches(record))) await follow({ Records: [record] });
      }
    },
  };
}
