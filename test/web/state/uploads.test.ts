import { resolveObjectURL } from 'node:buffer';
import { ApiError } from '../../../client/api-error';
import type { UploadOptions } from '../../../client/image-client';
import { Unreachable } from '../../../web/state/faults';
import type { Upload } from '../../../web/state/upload';
import { Uploads, type UploadsProps } from '../../../web/state/uploads';

/** An upload in progress, which ends when the test says so. */
interface Sent {
  readonly name: string;
  readonly options: UploadOptions;
  end(id: string): void;
  fail(error: Error): void;
}

let sent: Sent[];
let removed: string[];
let started: string[];
let uploaded: [id: string, name: string][];
let uploads: Uploads;
let removing: (id: string) => Promise<void>;
let online: boolean;
let known: (file: File) => boolean;

const props: UploadsProps = {
  client: {
    upload: (_file, name, options = {}) =>
      new Promise((end, fail) => {
        options.signal?.addEventListener('abort', () => fail(options.signal?.reason));
        sent.push({ name, options, end, fail });
      }),
    remove: (id) => removing(id),
  },
  validateFile: ({ name }) => (name.endsWith('.heic') ? 'This is a HEIC.' : undefined),
  isDuplicate: (file) => known(file),
  isOnline: () => online,
  prepare: async (file) => file,
  onStarted: (id) => started.push(id),
  onUploaded: (id, { file }) => uploaded.push([id, file.name]),
};

beforeEach(() => {
  sent = [];
  removed = [];
  started = [];
  uploaded = [];
  removing = async (id) => void removed.push(id);
  online = true;
  known = () => false;
  uploads = new Uploads(props);
});

const file = (name: string) => new File(['bytes'], name, { type: 'image/jpeg' });
const states = () => uploads.list.value.map(({ file: { name }, state }) => `${name} ${state.is}`);
const find = (name: string) => uploads.list.value.find((each) => each.file.name === name) as Upload;
const on = (name: string) => sent.findLast((each) => each.name === name) as Sent;
/** Waits until all pending work is done. */
const rest = () => new Promise((resolve) => setImmediate(resolve));

test('sends three files at a time, and the next one when one has ended', async () => {
  uploads.add(['1', '2', '3', '4', '5'].map(file));
  await rest();
  expect(states()).toEqual(['1 sending', '2 sending', '3 sending', '4 waiting', '5 waiting']);
  on('2').end('id-2');
  await rest();
  expect(uploaded).toEqual([['id-2', '2']]);
  expect(states()).toEqual(['1 sending', '3 sending', '4 sending', '5 waiting']);
});

test('rejects a file that cannot be uploaded, with the reason, without sending anything', async () => {
  uploads.add([file('phone.heic'), file('photo.jpg')]);
  await rest();
  expect(find('phone.heic').state).toEqual({ is: 'refused', why: 'This is a HEIC.' });
  expect(sent.map(({ name }) => name)).toEqual(['photo.jpg']);
});

test('shows the progress that the upload reports', async () => {
  uploads.add([file('a')]);
  await rest();
  on('a').options.onProgress?.(0.25);
  expect(find('a').state).toEqual({ is: 'sending', sent: 0.25 });
});

test('removes the image of a canceled upload, and sends the next file', async () => {
  uploads.add(['1', '2', '3', '4'].map(file));
  await rest();
  on('1').options.onStarted?.('id-1');
  uploads.cancel(find('1').key);
  await rest();
  expect(started).toEqual(['id-1']);
  expect(removed).toEqual(['id-1']);
  expect(uploaded).toEqual([]);
  expect(states()).toEqual(['2 sending', '3 sending', '4 sending']);
});

test('removes the image of an upload that is canceled after its last byte was sent', async () => {
  uploads.add([file('a')]);
  await rest();
  on('a').options.onStarted?.('id-a');
  on('a').end('id-a');
  uploads.cancel(find('a').key);
  await rest();
  expect(uploaded).toEqual([]);
  expect(removed).toEqual(['id-a']);
});

test('removes the record of a failed upload as soon as possible', async () => {
  removing = async () => {
    throw new Unreachable('No response.');
  };
  uploads.add([file('a')]);
  await rest();
  on('a').options.onStarted?.('id-a');
  on('a').fail(new Unreachable('The connection was interrupted.'));
  await rest();
  expect(find('a').state).toMatchObject({ is: 'failed', fault: { kind: 'network', retryable: true } });

  removing = async (id) => void removed.push(id);
  uploads.resume();
  await rest();
  on('a').options.onStarted?.('id-again');
  on('a').end('id-again');
  await rest();
  expect(uploaded).toEqual([['id-again', 'a']]);
  expect(removed).toEqual(['id-a']);
});

test('resumes uploads that failed because of the network, and no others', async () => {
  uploads.add(['cut', 'refused'].map(file));
  await rest();
  on('cut').fail(new Unreachable('The connection was interrupted.'));
  on('refused').fail(new ApiError(403, 'Policy expired.'));
  await rest();
  uploads.resume();
  await rest();
  expect(states()).toEqual(['cut sending', 'refused failed']);
  uploads.retry(find('refused').key);
  await rest();
  expect(states()).toEqual(['cut sending', 'refused sending']);
});

test.each([
  ['a limit', new ApiError(429, 'The limit is reached.', { name: 'uploadsPerDay', allowed: 2000 })],
  ['the end of the session', new ApiError(401, 'Unauthorized')],
])('sends nothing more after %s, and shows the reason for all uploads', async (_what, error) => {
  uploads.add(['1', '2', '3', '4', '5'].map(file));
  await rest();
  for (const name of ['1', '2', '3']) on(name).fail(error);
  await rest();
  expect(states()).toEqual(['1 failed', '2 failed', '3 failed', '4 failed', '5 failed']);
  expect(sent).toHaveLength(3);
});

test('asks the user to choose a file again that can no longer be read', async () => {
  uploads = new Uploads({ ...props, prepare: () => Promise.reject(new DOMException('gone', 'NotReadableError')) });
  uploads.add([file('moved.jpg')]);
  await rest();
  expect(find('moved.jpg').state).toMatchObject({ fault: { text: expect.stringContaining('choose it again'), retryable: false } });
  expect(sent).toEqual([]);
});

test('removes the record of a failed upload exactly once', async () => {
  uploads.add([file('a')]);
  await rest();
  on('a').options.onStarted?.('id-a');
  on('a').fail(new ApiError(500, 'It is broken.'));
  await rest();
  uploads.add([file('b')]);
  await rest();
  on('b').end('id-b');
  await rest();
  expect(removed).toEqual(['id-a']);
});

test('asks for a confirmation of a duplicate, and then sends it', async () => {
  known = ({ name }) => name === 'known';
  uploads.add(['known', 'new', 'new'].map(file));
  await rest();
  expect(states()).toEqual(['known duplicate', 'new sending', 'new duplicate']);
  uploads.confirm(...uploads.list.value.map(({ key }) => key));
  await rest();
  expect(states()).toEqual(['known sending', 'new sending', 'new sending']);
  expect(sent.map(({ name }) => name)).toEqual(['new', 'known', 'new']);
});

test('detects a duplicate by its name and size', async () => {
  uploads.add([file('a')]);
  uploads.add([new File(['other bytes'], 'a', { type: 'image/jpeg' }), file('b'), file('a')]);
  await rest();
  expect(states()).toEqual(['a sending', 'a sending', 'b sending', 'a duplicate']);
});

test('waits while offline, and continues when online', async () => {
  online = false;
  uploads.add([file('a')]);
  await rest();
  expect([states(), sent]).toEqual([['a waiting'], []]);
  online = true;
  uploads.resume();
  await rest();
  expect(states()).toEqual(['a sending']);

  online = false;
  on('a').fail(new Unreachable('The connection was interrupted.'));
  await rest();
  expect([states(), sent.length]).toEqual([['a waiting'], 1]);
  online = true;
  uploads.resume();
  await rest();
  expect([states(), sent.length]).toEqual([['a sending'], 2]);
});

test('reports a rejection of the service at once, online or offline', async () => {
  uploads.add([file('a')]);
  await rest();
  online = false;
  on('a').fail(new ApiError(403, 'Policy expired.'));
  await rest();
  expect(find('a').state).toMatchObject({ is: 'failed', fault: { text: 'Policy expired.' } });
});

test('resumes an upload that failed just before the connection was lost', async () => {
  uploads.add([file('a')]);
  await rest();
  on('a').fail(new Unreachable('The connection was interrupted.'));
  await rest();
  expect(states()).toEqual(['a failed']);
  online = false;
  uploads.resume();
  await rest();
  expect([states(), sent.length]).toEqual([['a waiting'], 1]);
});

test('shows the progress of all uploads in bytes, until none is in progress', async () => {
  const sized = (name: string, bytes: number) => new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' });
  expect(uploads.progress).toEqual({ done: 0, files: 0, share: 0 });
  uploads.add([sized('small', 100), sized('large', 300), file('x.heic')]);
  await rest();
  expect(uploads.progress).toEqual({ done: 0, files: 2, share: 0 });
  on('large').options.onProgress?.(0.5);
  expect(uploads.progress).toEqual({ done: 0, files: 2, share: 150 / 400 });
  on('small').end('id-small');
  await rest();
  expect(uploads.progress).toEqual({ done: 1, files: 2, share: 250 / 400 });
  uploads.add([sized('late', 100), sized('third', 100), sized('waiting', 100)]);
  await rest();
  expect(uploads.progress).toEqual({ done: 1, files: 5, share: 250 / 700 });
  expect(uploads.going.map(({ file: { name } }) => name)).toEqual(['large', 'late', 'third', 'waiting']);
  for (const name of ['late', 'third', 'waiting']) {
    on(name).end(`id-${name}`);
    await rest();
  }
  uploads.cancel(find('large').key);
  await rest();
  expect(uploads.going).toEqual([]);
  uploads.add([sized('next', 1)]);
  await rest();
  on('next').options.onProgress?.(1);
  expect(uploads.progress).toEqual({ done: 0, files: 1, share: 1 });
});

test('releases the previews of canceled uploads, and passes those of finished ones to the gallery', async () => {
  uploads.add(['canceled', 'uploaded'].map(file));
  await rest();
  const [canceled = '', kept = ''] = uploads.list.value.map(({ preview }) => preview);
  expect(resolveObjectURL(canceled)).toBeDefined();
  uploads.cancel(find('canceled').key);
  on('uploaded').end('id');
  await rest();
  expect([resolveObjectURL(canceled), resolveObjectURL(kept)]).toEqual([undefined, expect.any(Blob)]);
  URL.revokeObjectURL(kept);
});

test('retries only failed uploads', async () => {
  uploads.add(['a', 'x.heic'].map(file));
  await rest();
  for (const { key } of uploads.list.value) uploads.retry(key);
  uploads.retry(99);
  await rest();
  expect([states(), sent.length]).toEqual([['a sending', 'x.heic refused'], 1]);
});

test('is not sent twice when uploads are resumed while one is failing', async () => {
  uploads.add([file('a')]);
  await rest();
  uploads.list.watch(() => uploads.resume());
  on('a').fail(new Unreachable('The connection was interrupted.'));
  await rest();
  expect([states(), sent.length]).toEqual([['a sending'], 2]);
  // The second upload can still be canceled.
  uploads.cancel(find('a').key);
  expect(on('a').options.signal?.aborted).toBe(true);
});

test('sends one request at a time while the records of failed uploads cannot be removed', async () => {
  const asked: string[] = [];
  removing = async (id) => {
    asked.push(id);
    throw new Unreachable('No response.');
  };
  for (const name of ['a', 'b']) {
    uploads.add([file(name)]);
    await rest();
    on(name).options.onStarted?.(`id-${name}`);
    on(name).fail(new Unreachable('The connection was interrupted.'));
    await rest();
  }
  expect(asked).toEqual(['id-a', 'id-a']);
});

test('cancels all uploads, and waits until their records are removed', async () => {
  uploads.add(['1', '2', '3', '4', 'x.heic'].map(file));
  await rest();
  on('1').options.onStarted?.('id-1');
  let done = () => {};
  removing = (id) =>
    new Promise((resolve) => {
      removed.push(id);
      done = resolve;
    });
  let ended = false;
  const all = uploads.cancelAll().then(() => {
    ended = true;
  });
  await rest();
  expect([states(), sent.length, removed, ended]).toEqual([[], 3, ['id-1'], false]);
  done();
  await all;
});
