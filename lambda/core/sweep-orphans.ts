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

/** Removes originals whose record is gone: uploads that came after it was removed, and what a crash left. */
export async function sweepOriginals(run: SweepRun, { images, originals, markers }: OrphanSweepServices): Promise<void> {
  await walkListing(run, { name: 'originals', store: originals, prefix: uploadPrefix, markers }, async (object) => {
    run.counts.originalsLooked += 1;
    const image = ownKeyOrSkip(run, parseUploadKey(object.key));
    if (!image || isYoung(run, object)) return false;
    // A record stands before its form is given out, and does not come back: without one, there will be none.
    if (await images.find(image.owner, image.id)) return false;
    await originals.removeAll(object.key);
    run.counts.originalsRemoved += 1;
    return true;
  });
}

/** Removes renditions that no record shows: those of removed images, and what a worker left that did not end. */
export async function sweepRenditions(run: SweepRun, services: OrphanSweepServices): Promise<void> {
  const { renditions, markers } = services;
  let judged = '';
  await walkListing(run, { name: 'renditions', store: renditions, prefix: renditionPrefix, markers }, async (object) => {
    run.counts.renditionsLooked += 1;
    const version = ownKeyOrSkip(run, parseRenditionKey(object.key));
    if (!version || isYoung(run, object)) return false;
    // The sizes of one version stand next to each other.
    const prefix = renditionsOf(version);
    if (prefix === judged) return false;
    judged = prefix;
    if (await isNeeded(version, services)) return false;
    await renditions.removeAll(prefix);
    run.counts.renditionsRemoved += 1;
    return true;
  });
}

/** Whether a record shows the renditions of this version, or may yet do so. */
async function isNeeded(
  { owner, id, version }: ImageKey & { readonly version: string },
  { images }: OrphanSweepServices,
): Promise<boolean> {
  const image = await images.find(owner, id);
  return image !== undefined && (!image.upload || image.upload.version === version);
}

const imageId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Counts a key that the application does not make. Under a shorter id, a removal by prefix would take others with it. */
function ownKeyOrSkip<Image extends ImageKey>(run: SweepRun, image: Image | undefined): Image | undefined {
  if (image && imageId.test(image.id)) return image;
  run.counts.foreign += 1;
  return undefined;
}

const graceOf = (run: SweepRun) => run.ago(run.limits.orphanGraceMs);

const isYoung = (run: SweepRun, { writtenAt }: ListedObject) => writtenAt >= graceOf(run);
