import type { ImageKey } from './image';
import { parseRenditionKey, parseUploadKey, renditionPrefix, renditionsOf, uploadPrefix } from './keys';
import type { BlobStore, ImageRepository, ListedObject, Markers } from './ports';
import type { SweepRun } from './sweep-run';
import { walkListing } from './walk-listing';

export interface OrphanSweepServices {
  readonly images: Pick<ImageRepository, 'find'>;
  readonly originals: Pick<BlobStore, 'list' | 'removeAll'>;
  readonly renditions: Pick<BlobStore, 'list' | 'removeAll'>;
  readonly markers: Markers;
}

/** Removes originals without a record: uploads that arrived after the removal, and leftovers of a crash. */
export async function sweepOriginals(run: SweepRun, { images, originals, markers }: OrphanSweepServices): Promise<void> {
  await walkListing(run, { name: 'originals', store: originals, prefix: uploadPrefix, markers }, async (object) => {
    run.counts.originalsLooked += 1;
    const image = ownKeyOrSkip(run, parseUploadKey(object.key));
    if (!image || isYoung(run, object)) return false;
    // A record is created before its form, and its id is never reused. Without a record now, there will never be one.
    if (await images.find(image.owner, image.id)) return false;
    await originals.removeAll(object.key);
    run.counts.originalsRemoved += 1;
    return true;
  });
}

/** Removes renditions that no record refers to: those of removed images, and those of a worker that crashed. */
export async function sweepRenditions(run: SweepRun, services: OrphanSweepServices): Promise<void> {
  const { renditions, markers } = services;
  let judged = '';
  await walkListing(run, { name: 'renditions', store: renditions, prefix: renditionPrefix, markers }, async (object) => {
    run.counts.renditionsLooked += 1;
    const version = ownKeyOrSkip(run, parseRenditionKey(object.key));
    if (!version || isYoung(run, object)) return false;
    // The sizes of one version are listed next to each other.
    const prefix = renditionsOf(version);
    if (prefix === judged) return false;
    judged = prefix;
    if (await isNeeded(version, services)) return false;
    await renditions.removeAll(prefix);
    run.counts.renditionsRemoved += 1;
    return true;
  });
}

/** Whether a record refers to the renditions of this version, or still may. */
async function isNeeded(
  { owner, id, version }: ImageKey & { readonly version: string },
  { images }: OrphanSweepServices,
): Promise<boolean> {
  const image = await images.find(owner, id);
  return image !== undefined && (!image.upload || image.upload.version === version);
}

const imageId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Counts a key that the application does not create. With a shorter id, removal by prefix would remove other images too. */
function ownKeyOrSkip<Image extends ImageKey>(run: SweepRun, image: Image | undefined): Image | undefined {
  if (image && imageId.test(image.id)) return image;
  run.counts.foreign += 1;
  return undefined;
}

const graceOf = (run: SweepRun) => run.ago(run.limits.orphanGraceMs);

const isYoung = (run: SweepRun, { writtenAt }: ListedObject) => writtenAt >= graceOf(run);
