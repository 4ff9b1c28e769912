import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import type { UploadForm } from '../../lambda/core/ports';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import { imageIn, newImageIn, pageIn, problemIn } from '../support/json';

/** A running application. */
export interface Home {
  readonly url: string;
  tokenOf(user: string): Promise<string>;
  /** Creates an image whose file is stored and whose resizing FAILED because of an internal error, where a test can. @returns its id */
  failedImage?(owner: string): Promise<string>;
}

/** One without images: the homes may share a database. */
const newUser = () => `user-${randomUUID()}`;

/** What every home of the API does, through HTTP alone. */
export function apiSuite(home: () => Home): void {
  const ask = async (path: string, user?: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, ...(user && { authorization: `Bearer ${await home().tokenOf(user)}` }) };
    return fetch(`${home().url}${path}`, { ...init, headers });
  };
  const create = async (user: string, body: object = {}) => {
    const init = { method: 'POST', body: JSON.stringify({ contentType: 'image/jpeg', ...body }) };
    return newImageIn(ask('/images', user, init));
  };

  async function send({ upload }: Awaited<ReturnType<typeof create>>, file: Uint8Array): Promise<number> {
    const { put } = upload as Pick<UploadForm, 'put'>;
    if (put) return (await fetch(upload.url, { method: 'PUT', headers: put, body: new Uint8Array(file) })).status;
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }));
    return (await fetch(upload.url, { method: 'POST', body: form })).status;
  }

  async function settled(user: string, id: string) {
    for (;;) {
      const image = await imageIn(ask(`/images/${id}`, user));
      if (image.status !== 'PENDING') return image;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('answers the health check without a token', async () => {
    const answer = await ask('/health');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', version: expect.stringMatching(/./) }]);
  });

  it.each(['/images', '/images/0197f1a0-0000-7000-8000-000000000000'])('rejects requests without a token: %s', async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('rejects a token that is altered', async () => {
    const [header, , signature] = (await home().tokenOf('alice')).split('.');
    const [, claims] = (await home().tokenOf('bob')).split('.');
    const headers = { authorization: `Bearer ${header}.${claims}.${signature}` };
    expect((await ask('/images', undefined, { headers })).status).toBe(401);
  });

  it.each([
    ['GET', '/unknown'],
    ['PUT', '/images'],
    ['DELETE', '/images'],
  ])('has no other routes: %s %s', async (method, path) => {
    const answer = await ask(path, 'alice', { method });
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  it('explains what is wrong with a request', async () => {
    const answer = await ask('/images', 'alice', { method: 'POST', body: '{"contentType": "image/gif"}' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(await problemIn(answer)).toMatchObject({ status: 400 });
  });

  it('takes a photo, and serves all its sizes', async () => {
    const file = await photo({ width: 900, height: 600 });
    const started = await create('alice', { bytes: file.length, name: 'Ünïcode \u{1f600}\u0000.jpg' });
    expect(await imageIn(ask(`/images/${started.id}`, 'alice'))).toMatchObject({ status: 'PENDING' });
    expect([200, 204]).toContain(await send(started, file));

    const image = await settled('alice', started.id);
    expect(image).toMatchObject({ id: started.id, status: 'READY', name: 'Ünïcode \u{1f600}\u0000.jpg' });
    const sides: Record<string, unknown> = {};
    for (const [size, { url, bytes, width, height, format }] of Object.entries(image.sizes ?? {})) {
      const body = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(body.byteLength).toBe(bytes);
      expect(await sharp(body).metadata()).toMatchObject({ width, height, format });
      sides[size] = { width, height };
    }
    expect(sides).toEqual(sidesOf(900, 600));
  });

  it('has a store that rejects a larger file than was announced', async () => {
    const started = await create('alice', { bytes: 10 });
    expect(started.upload.maxBytes).toBe(10);
    expect(await send(started, new Uint8Array(11))).toBeGreaterThanOrEqual(400);
  });

  it('lists the newest images first, in pages, for their owner alone', async () => {
    const lister = newUser();
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push((await create(lister)).id);
    const first = await pageIn(ask('/images?limit=3', lister));
    const second = await pageIn(ask(`/images?limit=3&cursor=${first.nextCursor}`, lister));
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed());
    expect(second.nextCursor).toBeUndefined();
    expect((await pageIn(ask('/images', newUser()))).items).toEqual([]);
    expect((await ask(`/images/${made[0]}`, newUser())).status).toBe(404);
  });

  it('creates images of one owner at the same time', async () => {
    const user = newUser();
    const made = await Promise.all(Array.from({ length: 20 }, () => create(user)));
    const { items } = await pageIn(ask('/images?limit=100', user));
    expect(items.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  });

  it('deletes an image of its owner, and answers the same when there is none', async () => {
    const { id } = await create('alice');
    expect((await ask(`/images/${id}`, 'bob', { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`/images/${id}`, 'alice')).status).toBe(200);
    for (let time = 0; time < 2; time += 1) {
      const answer = await ask(`/images/${id}`, 'alice', { method: 'DELETE' });
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    expect((await ask(`/images/${id}`, 'alice')).status).toBe(404);
  });

  it('retries an image that failed because of an internal error, and no other one', async () => {
    const retry = (id: string) => ask(`/images/${id}/retry`, 'alice', { method: 'POST' });
    expect((await retry((await create('alice')).id)).status).toBe(409);
    const id = await home().failedImage?.('alice');
    if (!id) return;
    expect(await imageIn(ask(`/images/${id}`, 'alice'))).toMatchObject({ status: 'FAILED', retryable: true });
    const answer = await retry(id);
    expect([answer.status, await imageIn(answer)]).toEqual([202, expect.objectContaining({ id, status: 'PENDING' })]);
    // The worker finds it by the message of the retry alone: it has looked for its upload before.
    expect(await settled('alice', id)).toMatchObject({ status: 'READY' });
  });
}
