import sharp from 'sharp';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import { newImageIn, pageIn, problemIn } from '../support/json';
import { type LocalUser, userWith } from '../support/user';

/** A running application, on any host. */
export interface Deployment {
  /** URL of the API. */
  readonly url: string;
  /** An access token for an owner of that name. */
  tokenOf(owner: string): Promise<string>;
}

export const jpeg = async (bytes: Buffer | Promise<Buffer>) => new Blob([new Uint8Array(await bytes)], { type: 'image/jpeg' });

/** What every home of the application does, seen by its clients. @param deployment available when the tests run */
export function endToEnd(deployment: () => Deployment): void {
  let alice: LocalUser;
  let bob: LocalUser;
  beforeEach(() => {
    const { tokenOf } = deployment();
    [alice, bob] = [userWith(() => tokenOf('alice')), userWith(() => tokenOf('bob'))];
  });

  const at = (path: string) => deployment().url + path;
  const images = () => alice.images(deployment().url);
  const create = () => newImageIn(alice.fetch(at('/images'), { method: 'POST', body: '{"contentType": "image/jpeg"}' }));

  async function send(form: { url: string; fields: Record<string, string> }, file: Blob, changed = {}): Promise<number> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...changed })) body.append(name, String(value));
    body.append('file', file);
    return (await fetch(form.url, { method: 'POST', body })).status;
  }

  it('makes every size of a photo, upright', async () => {
    const id = await images().upload(await jpeg(photo({ width: 1000, height: 600, orientation: 6 })), 'photo.jpg');
    const { status, name, sizes = {} } = await images().settled(id);
    expect([status, name]).toEqual(['READY', 'photo.jpg']);
    const read = await Promise.all(
      Object.entries(sizes).map(async ([size, { url, bytes }]) => {
        const answer = await fetch(url);
        const body = Buffer.from(await answer.arrayBuffer());
        expect([answer.headers.get('cache-control'), body.byteLength]).toEqual([expect.stringContaining('immutable'), bytes]);
        const { width, height } = await sharp(body).metadata();
        return [size, { width, height }];
      }),
    );
    expect(Object.fromEntries(read)).toEqual(sidesOf(1000, 600));
  });

  it('makes the sizes of many photos that arrive at once', async () => {
    const file = await jpeg(photo({ width: 800, height: 600 }));
    const ids = await Promise.all(Array.from({ length: 12 }, (_, count) => images().upload(file, `${count}.jpg`)));
    const settled = await Promise.all(ids.map((id) => images().settled(id)));
    expect(settled.map(({ status }) => status)).toEqual(ids.map(() => 'READY'));
  });

  it('says what is wrong with a file that is not an image', async () => {
    const id = await images().upload(new Blob(['no image'], { type: 'image/jpeg' }), 'note.jpg');
    expect(await images().settled(id)).toMatchObject({ status: 'FAILED', reason: expect.any(String), retryable: false });
  });

  it('lists the images of a user, newest first, in pages', async () => {
    const carol = userWith(() => deployment().tokenOf('carol'));
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const made = await newImageIn(carol.fetch(at('/images'), { method: 'POST', body: '{"contentType": "image/png"}' }));
      ids.unshift(made.id);
    }
    const first = await pageIn(carol.fetch(at('/images?limit=2')));
    const second = await pageIn(carol.fetch(at(`/images?limit=2&cursor=${first.nextCursor}`)));
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeUndefined();
  });

  it('shows an image to its owner alone, and deletes it for no one else', async () => {
    const { id } = await create();
    const statuses = async (user: LocalUser, method = 'GET') => (await user.fetch(at(`/images/${id}`), { method })).status;
    expect([await statuses(alice), await statuses(bob), await statuses(bob, 'DELETE'), await statuses(alice)]).toEqual([
      200, 404, 204, 200,
    ]);
    expect([await statuses(alice, 'DELETE'), await statuses(alice), await statuses(alice, 'DELETE')]).toEqual([204, 404, 204]);
  });

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

  it('requires a token of a user, except where it is public', async () => {
    const statusOf = async (path: string, headers: Record<string, string> = {}) => (await fetch(at(path), { headers })).status;
    const [header, claims] = (await deployment().tokenOf('alice')).split('.');
    expect(await statusOf('/health')).toBe(200);
    expect(await statusOf('/images')).toBe(401);
    expect(await statusOf('/images', { authorization: 'Bearer no-token' })).toBe(401);
    expect(await statusOf('/images', { authorization: `Bearer ${header}.${claims}.AA` })).toBe(401);
  });

  it('names each invalid field of a request', async () => {
    const answer = await alice.fetch(at('/images'), { method: 'POST', body: '{"contentType": "image/tiff"}' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(JSON.stringify(await problemIn(answer))).toContain('contentType');
  });

  it('answers an unknown route and a body that is too large as API Gateway does', async () => {
    expect((await alice.fetch(at('/unknown'))).status).toBe(404);
    expect((await alice.fetch(at('/images'), { method: 'PUT' })).status).toBe(404);
    const tooLarge = await alice.fetch(at('/images'), { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect(tooLarge.status).toBe(413);
  });
}
