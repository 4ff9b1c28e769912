import { basename, join } from 'node:path';
import { parseUploadKey } from '../../lambda/core/keys';
import { StoredBlob } from '../../local/s3/blob-file';
import { pageIn } from '../../test/support/json';
import { filesBelow } from '../../test/support/local';
import type { LocalUser } from '../../test/support/user';

/** Ids of all images of a user, in the order of the list. */
export async function listed(url: string, user: LocalUser): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = await pageIn(user.fetch(`${url}/images?limit=100${cursor}`));
    ids.push(...items.map(({ id }) => id));
    if (!nextCursor) return ids;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
}

/** The objects and records that an ended application has left on the disk. Verifies the checksum of every object. */
export async function storedObjects(dataDir: string) {
  const originals = await Promise.all((await filesBelow(join(dataDir, 'originals'))).map(factsOf));
  const renditions = await Promise.all((await filesBelow(join(dataDir, 'renditions'))).map(factsOf));
  return {
    originals: originals.map(({ key, version }) => {
      const image = parseUploadKey(key);
      if (!image) throw new Error(`${key} is not the key of an upload.`);
      return { ...image, version };
    }),
    renditionKeys: renditions.map(({ key }) => key).sort(),
    incoming: await filesBelow(join(dataDir, 'incoming')),
    queue: await filesBelow(join(dataDir, 'queue')),
    others: (await filesBelow(dataDir))
      .filter((file) => !/\/(database|lock|originals|renditions)\//.test(file))
      .map((file) => basename(file))
      .sort(),
  };
}

/** Files in every data folder. */
export const ownFiles = ['issuer-key.json', 'lock.json', 'signing-key'];

/** The metadata of a stored file, after its checksum was verified. */
async function factsOf(file: string) {
  const blob = await StoredBlob.open(file);
  if (!blob) throw new Error(`${file} does not exist.`);
  await blob.readAll();
  await blob.close();
  return blob.facts;
}
