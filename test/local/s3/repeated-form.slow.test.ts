// One form that is used repeatedly, over HTTP and across a restart.
import { join } from 'node:path';
import { systemClock } from '../../../lambda/adapters/system-clock';
import { uploadKey } from '../../../lambda/core/keys';
import { photo } from '../../../lib/testing/images/photo';
import { TestLog } from '../../../lib/testing/test-log';
import { FileBlobStore } from '../../../local/s3/file-blob-store';
import { imageIn, newImageIn } from '../../support/json';
import { startLocal, temporaryFolder, until } from '../../support/local';
import { type OpenServices, openServices } from '../../support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../../support/upload';

jest.setTimeout(60_000);

const owner = 'alice';

const versionsIn = (dataDir: string, id: string) => {
  const originals = { folder: join(dataDir, 'originals'), incoming: join(dataDir, 'incoming'), versioned: true };
  return new FileBlobStore(originals).versions(uploadKey(owner, id));
};

test('is one image and one stored file, permanently READY, and counted once', async () => {
  const app = await startLocal();
  const { fetch: ask } = app.alice;
  const body = JSON.stringify({ contentType: 'image/jpeg' });
  const { id, upload } = await newImageIn(ask(`${app.url}/images`, { method: 'POST', body }));
  const send = async (bytes: Buffer) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([bytes]));
    return (await fetch(upload.url, { method: 'POST', body: form })).status;
  };
  const image = () => imageIn(ask(`${app.url}/images/${id}`));

  const photos = await Promise.all(Array.from({ length: 30 }, (_, index) => photo({ width: 100 + index, height: 80 })));
  expect(new Set(await Promise.all(photos.map(send)))).toEqual(new Set([204]));
  await until(async () => (await image()).status === 'READY');
  const ready = await image();
  expect(await send(Buffer.from('no photo'))).toBe(204);

  await until(async () => (await versionsIn(app.dataDir, id)).length === 1);
  expect(await image()).toEqual(ready);
  const processed = app.log.entries.filter(({ message }) => message === 'upload processed').map(({ detail }) => detail);
  expect(processed.filter((detail) => (detail as { result: string }).result === 'READY')).toHaveLength(1);
});

test('a second file whose message was lost in a crash is removed at the next start', async () => {
  const dataDir = await temporaryFolder();
  const ignored = { announce: async () => undefined, publish: async () => undefined, send: async () => undefined };
  const services: OpenServices = await openServices({
    ...{
      dataDir,
      origin: 'http://localhost:1',
      uploads: ignored,
      queues: ignored,
      events: ignored,
      clock: systemClock,
      log: new TestLog(),
    },
  });
  const id = await createRecord(services, owner);
  const first = await storeOriginal(services, { owner, id }, await photo());
  await handleUpload(services, uploadEvent(first));
  await storeOriginal(services, { owner, id }, Buffer.from('no photo'));
  await services.close();

  const app = await startLocal({ dataDir });
  await until(async () => (await versionsIn(dataDir, id)).length === 1);
  expect(await versionsIn(dataDir, id)).toEqual([first.version]);
  expect((await imageIn(app.alice.fetch(`${app.url}/images/${id}`))).status).toBe('READY');
});
