// Records outlive the code: the current code reads, processes and removes the records of every release.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { uploadKey } from '../lambda/core/keys';
import { sizeNames } from '../lambda/core/sizes';
import imageChanged from '../lambda/events/image-changed';
import sweepUploads from '../lambda/events/sweep-uploads';
import { photo } from '../lib/testing/images/photo';
import { everySize } from '../lib/testing/sizes';
import { openTestApi, type TestApi } from './support/api';
import { eventViolation } from './support/event-conformance';
import { imageIn, pageIn } from './support/json';
import { announcedEvent, handleUpload, host } from './support/upload';

type Item = Record<string, AttributeValue>;

const folder = join(__dirname, 'fixtures/records');
const releases = readdirSync(folder).filter((name) => name.endsWith('.json'));
const itemsOf = (release: string): Record<string, Item> => JSON.parse(readFileSync(join(folder, release), 'utf8'));

const owner = 'alice';

let api: TestApi;
let items: Record<string, Item>;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const put = (Item: Item) => api.database.client.send(new PutItemCommand({ TableName: api.database.table, Item }));

async function stored({ owner, id }: Item): Promise<Record<string, unknown>> {
  const Key = { owner, id } as Item;
  const { Item = {} } = await api.database.client.send(new GetItemCommand({ TableName: api.database.table, Key }));
  return unmarshall(Item);
}

const images = () => Object.entries(items).filter(([, item]) => item.status);
const named = (name: string): Item => items[name] as Item;
const idOf = (item: Item) => `${item.id?.S}`;

/** A record as another release would have stored it: a READY image with one size less or one more. */
function withSizes(change: (sizes: Record<string, AttributeValue>) => void): Item {
  const item: Item = structuredClone(named('ready'));
  change(item.sizes?.M as Record<string, AttributeValue>);
  return item;
}

describe.each(releases)('the records of %s', (release) => {
  beforeEach(async () => {
    items = itemsOf(release);
    for (const item of Object.values(items)) await put(item);
  });

  it('are listed and shown, each with its status', async () => {
    const { items: listed } = await pageIn(api.request('/images', { as: owner }));
    expect(listed).toHaveLength(images().length);
    for (const [, item] of images()) {
      const image = await imageIn(api.request(`/images/${idOf(item)}`, { as: owner }));
      expect(image.status).toBe(item.status?.S);
      expect(listed).toContainEqual(image);
    }
    const { sizes = {} } = await imageIn(api.request(`/images/${idOf(named('ready'))}`, { as: owner }));
    expect(Object.keys(sizes)).toEqual(sizeNames.filter((name) => named('ready').sizes?.M?.[name]));
  });

  // part: quotas
  it('are counted, so that the limits apply', async () => {
    const { clock, own } = api;
    const day = clock.now().toISOString().slice(0, 10);
    expect(await own.counters.read({ owner, name: 'storedImages' })).toBe(images().length);
    expect(await own.counters.read({ owner, name: 'uploadsPerDay', day })).toBe(images().length);
    expect(await own.markers.load('originals')).toBe('uploads/alice/x'); // part: sweep
    expect(await own.markers.load('renditions')).toBeUndefined(); // part: sweep
  });

  // part: sweep
  it('are processed: retried, resized and swept', async () => {
    const pending = [named('pending'), named('startedAgain'), named('failedByFault')];
    for (const item of pending) await api.own.originals.write(uploadKey(owner, idOf(item)), await photo(), 'image/jpeg');
    const retried = await api.request(`/images/${idOf(named('failedByFault'))}/retry`, { as: owner, method: 'POST' });
    expect(retried.status).toBe(202);
    expect(api.announced).toEqual([expect.objectContaining({ id: idOf(named('failedByFault')), version: 'v4', attempt: 2 })]);

    api.clock.advance(16 * 60_000);
    expect(await sweepUploads({}, { ...api.common, ...api.own }, host)).toMatchObject({ requeued: 3, faults: 0 });
    for (const upload of api.announced.slice(1)) await handleUpload(api, announcedEvent(upload));
    const statuses = pending.map(async (item) => (await api.own.images.find(owner, idOf(item)))?.status);
    // Two records name versions that this store does not contain.
    expect(await Promise.all(statuses)).toEqual(['READY', 'FAILED', 'FAILED']);
  });

  it('are followed by the stream, and removed', async () => {
    const common = { ...api.common, ...api.own };
    for (const [name, item] of images()) {
      const id = idOf(item);
      const change = (eventName: 'MODIFY' | 'REMOVE') => ({
        eventID: `${eventName} ${name}`,
        eventName,
        dynamodb: {
          ApproximateCreationDateTime: 1_795_300_000,
          Keys: { owner: item.owner, id: item.id },
          ...(eventName === 'REMOVE' ? { OldImage: item } : { NewImage: item }),
        },
      });
      const Records = [change('MODIFY'), change('REMOVE')] as never;
      expect(await imageChanged({ Records }, common, host)).toEqual({ batchItemFailures: [] });
      expect((await api.request(`/images/${id}`, { as: owner, method: 'DELETE' })).status).toBe(204);
    }
    for (const event of api.published) expect(eventViolation(event)).toBeUndefined(); // part: event-schema
    const ended = images().filter(([, item]) => item.status?.S !== 'PENDING');
    expect(api.published).toHaveLength(ended.length + images().length);
    expect((await pageIn(api.request('/images', { as: owner }))).items).toEqual([]);
  });

  it.each(sizeNames)('are shown without the size %s when they lack it, and keep the others', async (name) => {
    const item = withSizes((sizes) => delete sizes[name]);
    await put(item);
    const image = await imageIn(api.request(`/images/${idOf(item)}`, { as: owner }));
    expect(Object.keys(image.sizes ?? {})).toEqual(sizeNames.filter((size) => size !== name && named('ready').sizes?.M?.[size]));
    expect((await api.request('/images', { as: owner })).status).toBe(200);
  });

  it('are shown without sizes and attributes that no longer exist', async () => {
    const item = withSizes((sizes) => {
      sizes.poster = structuredClone(Object.values(sizes)[0] as AttributeValue);
    });
    await put({ ...item, album: { S: 'Holidays' } });
    const image = await imageIn(api.request(`/images/${idOf(item)}`, { as: owner }));
    expect(image.sizes).not.toHaveProperty('poster');
    expect(image).not.toHaveProperty('album');
    expect((await api.request('/images', { as: owner })).status).toBe(200);
  });

  it('keep unknown attributes in every write', async () => {
    const album = { S: 'Holidays' };
    const failed = named('failedByFault');
    await put({ ...failed, album });
    await api.request(`/images/${idOf(failed)}/retry`, { as: owner, method: 'POST' });
    await api.own.originals.write(uploadKey(owner, idOf(failed)), await photo(), 'image/jpeg');
    for (const upload of api.announced) await handleUpload(api, announcedEvent(upload));
    expect(await stored(failed)).toMatchObject({ attempt: 2, album: 'Holidays' });
  });

  // part: ops
  it('keep unknown attributes when they are resized again', async () => {
    const ready = named('ready');
    await put({ ...ready, album: { S: 'Holidays' } });
    const image = await api.own.images.find(owner, idOf(ready));
    if (image?.status !== 'READY') throw new Error('It is not READY.');
    const sizes = everySize((name) => ({ key: name, width: 1, height: 1, bytes: 1, format: 'webp' as const }));
    expect(await api.own.images.replaceSizes(image, image.upload, { ...image, sizes }, new Date())).toBe(true);
    expect(await stored(ready)).toMatchObject({ album: 'Holidays', sizes });
  });
});
