import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import type { ImageKey } from '../../lambda/core/image';
import { uploadKey } from '../../lambda/core/keys';
import type { BlobStore, ImageRepository } from '../../lambda/core/ports';
import { fault } from '../../lambda/core/rejection';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import { imageIn, newImageIn, pageIn, problemIn } from '../support/json';
import { until } from '../support/until';
import { type LocalUser, userWith } from '../support/user';

/** A running application, on any host. */
export interface Deployment {
  /** URL of the API. */
  readonly url: string;
  /** An access token for an owner of that name. */
  tokenOf(owner: string): Promise<string>;
  /** Creates an image whose file is stored and whose resizing FAILED because of an internal error. @returns its id */
  failedImage(owner: string): Promise<string>;
}

/** What a home cannot do, and why. The suite prints it, and checks what the home does instead. */
export interface Limits {
  /** Why uploads are signed PUT requests, which accept exactly the announced length. @default - uploads are forms */
  readonly withoutForms?: string;
  /** Why the connection may end before the answer to a body that is too large. @default - a client always gets the answer */
  readonly endsConnections?: string;
}

export const jpeg = async (bytes: Buffer | Promise<Buffer>) => new Blob([new Uint8Array(await bytes)], { type: 'image/jpeg' });

/** One without images: homes may share a database. */
const newName = () => `user-${randomUUID()}`;

/**
 * What every home of the application does, seen by its clients: through HTTP alone.
 * @param deployment available when the tests run
 */
export function endToEnd(deployment: () => Deployment, limits: Limits = {}): void {
  const { withoutForms, endsConnections } = limits;
  for (const [limit, reason] of Object.entries(limits)) process.stderr.write(`LIMIT ${limit}: ${reason}\n`);
  let alice: LocalUser;
  let bob: LocalUser;
  const newUser = (name = newName()) => userWith(() => deployment().tokenOf(name));
  beforeEach(() => {
    [alice, bob] = [newUser('alice'), newUser('bob')];
  });

  const at = (path: string) => deployment().url + path;
  const create = (user = alice, body: object = {}) =>
    newImageIn(user.fetch(at('/images'), { method: 'POST', body: JSON.stringify({ contentType: 'image/jpeg', ...body }) }));
  const get = (id: string, user = alice) => user.fetch(at(`/images/${id}`));
  const remove = (id: string, user = alice) => user.fetch(at(`/images/${id}`), { method: 'DELETE' });
  const settled = (id: string) =>
    until(async () => {
      const image = await imageIn(get(id));
      return image.status === 'PENDING' ? undefined : image;
    });

  type Upload = Awaited<ReturnType<typeof create>>['upload'] & { readonly put?: Readonly<Record<string, string>> };

  /** Sends a file as the answer says. @param changed fields or headers @returns the status */
  async function send({ url, fields, put }: Upload, file: Blob, changed: Record<string, string> = {}): Promise<number> {
    if (put) return (await fetch(url, { method: 'PUT', headers: { ...put, ...changed }, body: await file.arrayBuffer() })).status;
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changed })) body.append(name, value);
    body.append('file', file);
    return (await fetch(url, { method: 'POST', body })).status;
  }

  async function upload(file: Blob, name: string): Promise<string> {
    const { id, upload } = await create(alice, { name, bytes: file.size });
    expect((await imageIn(get(id))).status).toBe('PENDING');
    expect(await send(upload, file)).toBe(withoutForms ? 200 : 204);
    return id;
  }

  it('makes every size of a photo, upright', async () => {
    const name = 'Ünïcode \u{1f600}\u0000.jpg';
    const id = await upload(await jpeg(photo({ width: 1000, height: 600, orientation: 6 })), name);
    const { sizes = {}, ...image } = await settled(id);
    expect(image).toMatchObject({ id, status: 'READY', name });
    const read = await Promise.all(
      Object.entries(sizes).map(async ([size, { url, bytes, width, height, format }]) => {
        const answer = await fetch(url);
        const body = Buffer.from(await answer.arrayBuffer());
        expect([answer.headers.get('cache-control'), body.byteLength]).toEqual([expect.stringContaining('immutable'), bytes]);
        expect(await sharp(body).metadata()).toMatchObject({ width, height, format });
        return [size, { width, height }];
      }),
    );
    expect(Object.fromEntries(read)).toEqual(sidesOf(1000, 600));
  });

  it('makes the sizes of many photos that arrive at once', async () => {
    const file = await jpeg(photo({ width: 800, height: 600 }));
    const ids = await Promise.all(Array.from({ length: 12 }, (_, count) => upload(file, `${count}.jpg`)));
    const images = await Promise.all(ids.map(settled));
    expect(images.map(({ status }) => status)).toEqual(ids.map(() => 'READY'));
  });

  it('says what is wrong with a file that is not an image', async () => {
    const id = await upload(new Blob(['no image'], { type: 'image/jpeg' }), 'note.jpg');
    expect(await settled(id)).toMatchObject({ status: 'FAILED', reason: expect.any(String), retryable: false });
  });

  it('lists the images of a user, newest first, in pages, for their owner alone', async () => {
    const lister = newUser();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await create(lister, { contentType: 'image/png' })).id);
    const first = await pageIn(lister.fetch(at('/images?limit=3')));
    const second = await pageIn(lister.fetch(at(`/images?limit=3&cursor=${first.nextCursor}`)));
    expect(first.items).toHaveLength(3);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeUndefined();
    expect((await pageIn(newUser().fetch(at('/images')))).items).toEqual([]);
  });

  it('creates images of one user at the same time', async () => {
    const user = newUser();
    const made = await Promise.all(Array.from({ length: 20 }, () => create(user)));
    const { items } = await pageIn(user.fetch(at('/images?limit=100')));
    expect(items.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  });

  it('shows an image to its owner alone, and deletes it for no one else', async () => {
    const { id } = await create();
    const answers = [await get(id), await get(id, bob), await remove(id, bob), await get(id)];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 204, 200]);
    const removed = [await remove(id), await get(id), await remove(id)];
    expect(removed.map(({ status }) => status)).toEqual([204, 404, 204]);
    expect(await removed[2]?.text()).toBe('');
  });

  if (withoutForms) {
    it('has signed PUT requests that accept only the file that they were made for', async () => {
      const file = await jpeg(photo({ width: 20, height: 20 }));
      const { upload } = await create(alice, { bytes: file.size });
      const other = (change: (url: URL) => void) => {
        const url = new URL(upload.url);
        change(url);
        return { ...upload, url: url.href };
      };
      const otherKey = other((url) => {
        url.pathname += '-other';
      });
      const refused = [
        await send(otherKey, file),
        await send(upload, file, { 'content-type': 'image/png' }),
        await send(
          other(({ searchParams }) => searchParams.set('X-Amz-Signature', '0'.repeat(64))),
          file,
        ),
        await send(upload, new Blob([new Uint8Array(upload.maxBytes + 1)])),
      ];
      expect(refused.every((status) => status >= 400 && status < 500)).toBe(true);
      expect(upload).toMatchObject({ fields: {}, maxBytes: file.size });
      expect(await send(upload, file)).toBe(200);
    });
  } else {
    it('has forms that accept only the file that they were made for', async () => {
      const file = await jpeg(photo({ width: 20, height: 20 }));
      const { upload } = await create();
      const refused = [
        await send(upload, file, { key: `${upload.fields.key}-other` }),
        await send(upload, file, { 'Content-Type': 'image/png' }),
        await send(upload, file, { 'x-amz-signature': '0'.repeat(64) }),
        await send(upload, new Blob([new Uint8Array(upload.maxBytes + 1)])),
      ];
      expect(refused.every((status) => status >= 400 && status < 500)).toBe(true);
      expect(await send(upload, file)).toBe(204);
    });
  }

  it('has a store that rejects a larger file than was announced', async () => {
    const { upload } = await create(alice, { bytes: 10 });
    expect(upload.maxBytes).toBe(10);
    expect(await send(upload, new Blob([new Uint8Array(11)]))).toBeGreaterThanOrEqual(400);
  });

  it('answers the health check without a token', async () => {
    const answer = await fetch(at('/health'));
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', version: expect.stringMatching(/./) }]);
  });

  it.each(['/images', '/images/0197f1a0-0000-7000-8000-000000000000'])('requires a token of a user: %s', async (path) => {
    const [header, claims, signature] = (await deployment().tokenOf('alice')).split('.');
    const [, claimsOfBob] = (await deployment().tokenOf('bob')).split('.');
    const tokens = ['no-token', `${header}.${claims}.AA`, `${header}.${claimsOfBob}.${signature}`];
    for (const headers of [{}, ...tokens.map((token) => ({ authorization: `Bearer ${token}` }))]) {
      const answer = await fetch(at(path), { headers });
      expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it.each(['image/tiff', 'image/gif'])('names each invalid field of a request: %s', async (contentType) => {
    const answer = await alice.fetch(at('/images'), { method: 'POST', body: JSON.stringify({ contentType }) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    const problem = await problemIn(answer);
    expect(problem).toMatchObject({ status: 400 });
    expect(JSON.stringify(problem)).toContain('contentType');
  });

  it.each([
    ['GET', '/unknown'],
    ['PUT', '/images'],
    ['DELETE', '/images'],
  ])('answers an unknown route as API Gateway does: %s %s', async (method, path) => {
    const answer = await alice.fetch(at(path), { method });
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  it('answers a body that is too large as API Gateway does', async () => {
    const tooLarge = alice.fetch(at('/images'), { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    const status = await tooLarge.then(
      (answer) => answer.status,
      ({ cause }) => cause?.code,
    );
    expect([413, ...(endsConnections ? ['ECONNRESET', 'EPIPE'] : [])]).toContain(status);
  });

  it('retries an image that failed because of an internal error, and no other one', async () => {
    const retry = (id: string) => alice.fetch(at(`/images/${id}/retry`), { method: 'POST' });
    expect((await retry((await create()).id)).status).toBe(409);
    const id = await deployment().failedImage('alice');
    expect(await imageIn(get(id))).toMatchObject({ status: 'FAILED', retryable: true });
    const answer = await retry(id);
    expect([answer.status, await imageIn(answer)]).toEqual([202, expect.objectContaining({ id, status: 'PENDING' })]);
    // The worker finds it by the message of the retry alone: no store reports its upload again.
    expect(await settled(id)).toMatchObject({ status: 'READY' });
  });
}

export interface FailedImageProps {
  readonly images: ImageRepository;
  readonly originals: BlobStore;
  /** Called before the file is written, of which no worker must learn. */
  readonly conceal?: (image: ImageKey) => void;
}

/** Writes the record and the file of an image whose resizing failed. @returns its id */
export async function failedImage(owner: string, { images, originals, conceal }: FailedImageProps): Promise<string> {
  const image = { owner, id: uuidv7() };
  const key = uploadKey(owner, image.id);
  conceal?.(image);
  await originals.write(key, await photo(), 'image/jpeg');
  const { version = '' } = (await originals.stat(key)) ?? {};
  // So long ago that a worker no longer looks for the upload.
  const createdAt = new Date(Date.now() - 60 * 60 * 1000).toISOString();
  await images.add({ ...image, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });
  const processing = { ms: 1, queuedMs: 2, memoryMb: 3, coldStart: false, attempts: 1 };
  await images.settle(image, { version }, { status: 'FAILED', rejection: fault, processing }, new Date());
  return image.id;
}
