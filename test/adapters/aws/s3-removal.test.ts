// Objects below a prefix are listed and removed in several requests, of which some fail here.
import { join } from 'node:path';
import { removal } from '../../../lambda/adapters/aws/client-config';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import { s3At } from '../../../lib/testing/stand-ins/clients';
import {
  answer,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  pass,
  slowDown,
  startFaultyServer,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type S3Server, startS3Server } from '../../../lib/testing/stand-ins/s3-server';
import { FileBlobStore } from '../../../local/s3/file-blob-store';
import { temporaryFolder } from '../../support/local';

const xml = { 'content-type': 'application/xml' };
const emptyListing = '<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>';
const endlessListing = emptyListing.replace('false', 'true');
const refusedInPart = answer(
  200,
  '<DeleteResult><Error><Key>uploads/a/1</Key><Code>AccessDenied</Code></Error></DeleteResult>',
  xml,
);

let files: FileBlobStore;
let s3: S3Server;
let server: FaultyServer;
let store: S3BlobStore;

beforeAll(async () => {
  const folder = await temporaryFolder();
  files = new FileBlobStore({ folder: join(folder, 'objects'), incoming: join(folder, 'incoming'), versioned: true });
  s3 = await startS3Server({ bucket: files });
  server = await startFaultyServer(s3.endpoint);
  store = new S3BlobStore(s3At(server.endpoint), 'bucket');
});
beforeEach(() => server.reset());
afterAll(async () => {
  await server.close();
  await s3.close();
});

async function write(...keys: string[]): Promise<void> {
  for (const key of keys) await files.write(key, Buffer.from('body'), 'image/png');
}

const keysBelow = async (prefix: string) => (await files.list(prefix, { limit: 1000 })).objects.map(({ key }) => key);

it.each([
  ['S3 asks twice to slow down', [slowDown, slowDown]],
  ['S3 responds with 500 to both requests', [internalError, pass, internalError]],
  ['the connection breaks before both', [dropBefore, pass, dropBefore]],
  ['both responses are lost', [dropAfter, pass, dropAfter]],
])('removes all objects with the prefix, although %s', async (_fault, faults) => {
  await write('uploads/a/1', 'uploads/a/1', 'uploads/a/2', 'uploads/b/1');
  server.next(...faults);
  await store.removeAll('uploads/a/');
  expect(await keysBelow('uploads/')).toEqual(['uploads/b/1']);
});

it('fails when S3 removes only some of them, and removes the rest in the next call', async () => {
  await write('uploads/a/1', 'uploads/a/2');
  server.next(pass, refusedInPart);
  await expect(store.removeAll('uploads/a/')).rejects.toThrow('S3 did not remove uploads/a/1 (AccessDenied).');
  await store.removeAll('uploads/a/');
  expect(await keysBelow('uploads/a/')).toEqual([]);
});

it('sends no removal without objects', async () => {
  server.next(answer(200, emptyListing, xml));
  await store.removeAll('uploads/a/');
  expect(server.requests).toHaveLength(1);
});

it('fails after the maximum number of pages when objects remain', async () => {
  server.always(answer(200, endlessListing, xml));
  await expect(store.removeAll('uploads/a/')).rejects.toThrow('More objects exist under uploads/a/');
  expect(server.requests).toHaveLength(removal.pages);
});

it('does not treat an error as an empty listing', async () => {
  server.always(internalError);
  await expect(store.list('uploads/', { limit: 10 })).rejects.toThrow();
  await expect(store.removeAll('uploads/')).rejects.toThrow();
});

it('lists the requested objects', async () => {
  await write('uploads/c/1', 'uploads/c/2', 'uploads/c/3');
  const page = await store.list('uploads/c/', { limit: 1, after: 'uploads/c/1' });
  expect(page).toMatchObject({ objects: [{ key: 'uploads/c/2' }], more: true });
});
