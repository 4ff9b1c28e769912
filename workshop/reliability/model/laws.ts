import type { ImageRecord } from '../../../lambda/core/image';
import { parseRenditionKey, parseUploadKey, renditionKey, uploadKey } from '../../../lambda/core/keys';
import { sizeNames } from '../../../lambda/core/sizes';
import type { KnownImage, World } from './world';

/** Checks what must hold at any time. @throws Error that describes a violation */
export async function checkAlways(world: World): Promise<void> {
  for (const record of await world.stores.all()) {
    const image = knownOf(world, record);
    if (image?.deleted === 'done' || image?.deleted === 'expired') throw new Error(`Image ${record.id} was removed and is back.`);
    if (image) checkOutcome(image, record);
    if (record.status === 'READY') await checkRenditions(world, record, image);
  }
}

/** A record keeps its first upload, and remains READY, however often the form is used. */
function checkOutcome(image: KnownImage, { upload, status }: ImageRecord): void {
  const { version } = upload ?? {};
  if (image.held && image.held !== version) throw new Error(`${image.id} had the upload ${image.held}, and now has ${version}.`);
  if (image.wasReady && status !== 'READY') throw new Error(`${image.id} was READY, and is now ${status}.`);
  image.held = version;
  image.wasReady = status === 'READY';
}

async function checkRenditions(world: World, record: ImageRecord, image: KnownImage | undefined): Promise<void> {
  const { owner, id, upload: { version = '' } = {} } = record;
  const { words } = image?.uploads.find((upload) => upload.version === version) ?? {};
  for (const size of sizeNames) {
    const stored = await world.renditions.read(renditionKey({ owner, id, version, size }));
    const found = stored && Buffer.from(stored).toString();
    if (found !== words) throw new Error(`${id} is READY with ${version}, but its ${size} is ${found} instead of ${words}.`);
  }
}

/** Checks what must hold after all work is done and the sweep is complete. @throws Error that describes a violation */
export async function checkAtRest(world: World): Promise<void> {
  await checkAlways(world);
  await checkChanges(world);
  for (const image of world.images) checkEnd(world, image, await world.stores.images.find(image.owner, image.id));
  for (const key of world.originals.keys()) {
    const { owner = '', id = '' } = parseUploadKey(key) ?? {};
    if (!(await world.stores.images.find(owner, id))) throw new Error(`The original ${key} belongs to no record.`);
  }
  for (const key of world.renditions.keys()) {
    const { owner = '', id = '', version } = parseRenditionKey(key) ?? {};
    const record = await world.stores.images.find(owner, id);
    if (record?.upload?.version !== version) throw new Error(`The rendition ${key} belongs to no record.`);
  }
  for (const owner of new Set(world.images.map((image) => image.owner))) {
    const counted = await world.stores.counters.read({ owner, name: 'storedImages' });
    const stored = await world.stores.images.count(owner);
    if (counted < stored) throw new Error(`${owner} has ${stored} images, but the counter is ${counted}.`);
  }
}

/** Every change was delivered, so that the last one of each image is its record. */
async function checkChanges({ stores, delivered }: World): Promise<void> {
  const { all } = await stores.changes.count();
  if (all > 0) throw new Error(`${all} changes were not handled.`);
  const records = new Map((await stores.all()).map((record) => [record.id, JSON.stringify(record)]));
  for (const id of new Set([...delivered.keys(), ...records.keys()])) {
    const [last, record] = [delivered.get(id), records.get(id)];
    if (last !== record) throw new Error(`The last change of ${id} is ${last}, but its record is ${record}.`);
  }
}

function checkEnd(world: World, image: KnownImage, record: ImageRecord | undefined): void {
  const { id, uploads, deleted } = image;
  const eventsOf = (type: string) => world.published.filter((event) => event.id === id && event.type === type);
  if (!record) {
    if (!deleted) throw new Error(`Image ${id} was lost.`);
    if (eventsOf('ImageDeleted').length === 0) throw new Error(`No event was published for the removal of ${id}.`);
    return;
  }
  if (uploads.length === 0) {
    if (record.status === 'FAILED' && record.rejection.code === 'NOT_UPLOADED') return;
    throw new Error(`Nothing was uploaded for ${id}, but it is ${JSON.stringify(record)}.`);
  }
  const held = uploads.find(({ version }) => version === record.upload?.version);
  if (!held) throw new Error(`${id} has uploads, but it is ${JSON.stringify(record)}.`);
  // Other files of the form are removed after S3 has announced them.
  const others = uploads.filter((upload) => upload !== held && upload.announced !== 'never');
  const stored = others.filter(({ version }) => world.originals.has(uploadKey(image.owner, id), version));
  if (stored.length > 0) throw new Error(`${id} has the upload ${held.version}, but ${JSON.stringify(stored)} is still stored.`);
  const outcome = record.status === 'FAILED' ? record.rejection.code : record.status;
  const expected = held.isImage ? ['READY'] : ['UNRECOGNIZED_FORMAT', 'UNSUPPORTED'];
  if (!expected.includes(outcome))
    throw new Error(`${id} has the upload ${JSON.stringify(held)}, but is ${JSON.stringify(record)}.`);
  if (eventsOf(record.status === 'READY' ? 'ImageReady' : 'ImageFailed').length === 0)
    throw new Error(`No event was published for the outcome of ${id}.`);
}

function knownOf(world: World, { id }: ImageRecord): KnownImage | undefined {
  return world.images.find((image) => image.id === id);
}
