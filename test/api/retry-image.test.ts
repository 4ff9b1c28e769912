import { uuidv7 } from 'uuidv7';
import { uploadMaxReceives } from '../../lambda/contract';
import { notUploaded } from '../../lambda/core/rejection';
import { shortName } from '../../lambda/names';
import { photo } from '../../lib/testing/images/photo';
import { openTestApi, type TestApi } from '../support/api';
import { imageIn, problemIn } from '../support/json';
import { withOne } from '../support/resizing';
import { announcedEvent, createRecord, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let api: TestApi;
let jpeg: Buffer;
beforeAll(async () => {
  api = await openTestApi();
  jpeg = await photo({ width: 60, height: 40 });
});
afterAll(() => api.close());

const retry = (id: string, as = 'alice') => api.request(`/images/${id}/retry`, { as, method: 'POST' });

const find = (id: string) => imageIn(api.request(`/images/${id}`, { as: 'alice' }));

/** Creates an image that FAILED because its upload met service errors until the last attempt. */
async function faulted(): Promise<string> {
  const id = await createRecord(api, 'alice');
  const event = uploadEvent(await storeOriginal(api, { owner: 'alice', id }, jpeg), { receives: uploadMaxReceives });
  await failing(event);
  return id;
}

async function failing(event: Parameters<typeof handleUpload>[1]): Promise<void> {
  const broken = withOne(api, 'originals', 'stat', () => Promise.reject(new Error('The store is unavailable.')));
  await expect(handleUpload(api, event, broken)).rejects.toThrow('The store is unavailable.');
}

const latest = (id: string) => {
  const upload = api.announced.findLast((announced) => announced.id === id);
  if (!upload) throw new Error('Nothing was announced.');
  return upload;
};

describe('POST /images/{id}/retry', () => {
  it('retries an image that FAILED because of an internal error, and it becomes READY', async () => {
    const id = await faulted();
    expect(await find(id)).toMatchObject({ status: 'FAILED', retryable: true });
    api.clock.advance(1000);

    const answer = await retry(id);
    expect(answer.status).toBe(202);
    const { reason, retryable, processing, ...described } = await imageIn(answer);
    expect([reason, retryable, processing]).toEqual([undefined, undefined, undefined]);
    expect(described).toEqual(await find(id));
    expect(described).toMatchObject({ status: 'PENDING', updatedAt: api.clock.now().toISOString() });

    expect(latest(id)).toMatchObject({ attempt: 2, version: expect.any(String) });
    await handleUpload(api, announcedEvent(latest(id)));
    expect(await find(id)).toMatchObject({ status: 'READY', original: { width: 60, height: 40 } });
  });

  it('retries it once, however many requests arrive at once', async () => {
    const id = await faulted();
    const before = api.announced.length;

    const answers = await Promise.all(Array.from({ length: 10 }, () => retry(id)));

    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array(9).fill(409)]);
    expect(api.announced.length).toBe(before + 1);
  });

  it('leaves an upload of an earlier attempt to the later one', async () => {
    const id = await faulted();
    await retry(id);
    const first = latest(id);
    await failing(announcedEvent(first, { receives: uploadMaxReceives }));
    await retry(id);
    expect(latest(id).attempt).toBe(3);

    await handleUpload(api, announcedEvent(first));
    expect(await find(id)).toMatchObject({ status: 'PENDING' });
    await handleUpload(api, announcedEvent(latest(id)));
    expect(await find(id)).toMatchObject({ status: 'READY' });
  });

  it.each([
    ['PENDING', () => createRecord(api, 'alice'), /waiting for its upload/],
    ['READY', () => api.has('alice', jpeg), /Only a FAILED image can be retried/],
    ['FAILED permanently', () => api.has('alice', Buffer.from('not a photo')), /A retry would fail again: The file is/],
    ['FAILED without an upload', abandoned, /A retry would fail again: No file was uploaded/], // part: sweep
  ])('rejects an image that is %s, with the reason', async (_state, make, reason) => {
    const id = await make();
    const before = await find(id);
    const answer = await retry(id);

    expect(answer.status).toBe(409);
    expect(await problemIn(answer)).toMatchObject({
      type: `urn:problem-type:${shortName}:not-retryable`,
      detail: expect.stringMatching(reason),
    });
    expect(await find(id)).toEqual(before);
  });

  // part: sweep
  async function abandoned(): Promise<string> {
    const id = await createRecord(api, 'alice');
    const [waiting] = (await api.own.pending.list(new Date(api.clock.now().getTime() + 1), 1000)).filter(
      (image) => image.id === id,
    );
    if (!waiting) throw new Error('The record is not pending.');
    await api.own.pending.abandon(waiting, notUploaded, api.clock.now());
    return id;
  }

  it('rejects the eleventh attempt', async () => {
    const id = await faulted();
    for (let attempt = 2; attempt <= 10; attempt += 1) {
      expect((await retry(id)).status).toBe(202);
      await failing(announcedEvent(latest(id), { receives: uploadMaxReceives }));
    }
    const answer = await retry(id);

    expect(answer.status).toBe(409);
    expect(await problemIn(answer)).toMatchObject({ detail: expect.stringContaining('attempted 10 times') });
  });

  it('responds equally for another owner’s image and an unknown id', async () => {
    const id = await faulted();
    const [others, none] = [await retry(id, 'bob'), await retry(uuidv7(), 'bob')];

    expect([others.status, none.status]).toEqual([404, 404]);
    expect(await find(id)).toMatchObject({ status: 'FAILED' });
  });
});
