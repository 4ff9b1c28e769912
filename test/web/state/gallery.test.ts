import { resolveObjectURL } from 'node:buffer';
import { ApiError } from '../../../client/api-error';
import type { Image } from '../../../client/image';
import { Gallery, type Photo } from '../../../web/state/gallery';

/** A stub of the service: images by id, listed in the same order. Ids sort by age. */
let images: Map<string, Image>;
let asked: string[];
/** Errors of the next requests. */
let fault: Error | undefined;
let settled: string[];
let gallery: Gallery;

const image = (id: string, status: Image['status'] = 'READY', updatedAt = '2026-11-22T12:00:00Z'): Image => ({
  id,
  status,
  createdAt: '2026-11-22T12:00:00Z',
  updatedAt,
});

beforeEach(() => {
  images = new Map();
  asked = [];
  fault = undefined;
  settled = [];
  gallery = new Gallery({
    async list({ limit = 20, cursor = '~' } = {}) {
      asked.push(`list ${limit} from ${cursor}`);
      if (fault) throw fault;
      const older = [...images.values()].filter(({ id }) => id < cursor).sort((a, b) => (a.id < b.id ? 1 : -1));
      return { items: older.slice(0, limit), nextCursor: older.length > limit ? older[limit - 1]?.id : undefined };
    },
    async get(id) {
      asked.push(`get ${id}`);
      if (fault) throw fault;
      const found = images.get(id);
      if (!found) throw new ApiError(404, 'It does not exist.');
      return found;
    },
    async remove(id) {
      if (fault) throw fault;
      images.delete(id);
    },
    async retry(id) {
      images.set(id, image(id, 'PENDING', '2026-11-22T12:00:01Z'));
      return images.get(id) as Image;
    },
  });
  gallery.onSettled = ({ id, status }) => settled.push(`${id} ${status}`);
});

const put = (...all: Image[]) => {
  for (const each of all) images.set(each.id, each);
};
const number = (n: number) => `image-${String(n).padStart(3, '0')}`;
const ids = () => gallery.state.value.photos.map(({ id }) => id);
const statusOf = (id: string) => gallery.find(id)?.status;

test('lists images newest first, page by page, until the end', async () => {
  put(...Array.from({ length: 30 }, (_, n) => image(number(n))));
  await gallery.loadMore();
  expect(ids()).toEqual(Array.from({ length: 24 }, (_, n) => number(29 - n)));
  expect(gallery.state.value).toMatchObject({ loaded: true, more: true });
  await gallery.loadMore();
  await gallery.loadMore();
  expect(ids()).toHaveLength(30);
  expect(gallery.state.value.more).toBe(false);
  expect(asked).toEqual(['list 24 from ~', `list 24 from ${number(6)}`]);
});

test('leaves out an image that is older than the loaded pages until the list reaches it', async () => {
  put(...Array.from({ length: 30 }, (_, n) => image(number(n))));
  await gallery.refresh(number(2));
  await gallery.loadMore();
  expect(gallery.find(number(2))).toBeDefined();
  expect(ids()).not.toContain(number(2));
  await gallery.loadMore();
  expect(ids().filter((id) => id === number(2))).toHaveLength(1);
});

test('reports the error of a page, and loads the same page again', async () => {
  const broken = new Gallery({
    ...({} as ConstructorParameters<typeof Gallery>[0]),
    list: () => Promise.reject(new ApiError(500, 'The request could not be answered. Try again.')),
  });
  await broken.loadMore();
  expect(broken.state.value).toMatchObject({ loaded: false, loading: false, fault: { retryable: true } });
});

test('hides an image while its file is being uploaded, and shows it afterwards', async () => {
  gallery.hide('a');
  put(image('a', 'PENDING'));
  await gallery.loadMore();
  expect(ids()).toEqual([]);
  gallery.add({ id: 'a', name: 'a.jpg' });
  expect(ids()).toEqual(['a']);
  await gallery.refreshPending();
  expect(statusOf('a')).toBe('PENDING');
  put(image('a', 'READY'));
  await gallery.refreshPending();
  expect(statusOf('a')).toBe('READY');
  expect(settled).toEqual(['a READY']);
});

test('polls all PENDING images with one request', async () => {
  put(...Array.from({ length: 10 }, (_, n) => image(number(n), n > 2 && n < 7 ? 'PENDING' : 'READY')));
  await gallery.loadMore();
  asked = [];
  put(...[3, 4, 5, 6].map((n) => image(number(n), n === 5 ? 'FAILED' : 'READY')));
  await gallery.refreshPending();
  expect(asked).toEqual([`list 100 from ${number(7)}`]);
  expect(gallery.pending).toEqual([]);
  expect(settled).toEqual([6, 5, 4, 3].map((n) => `${number(n)} ${n === 5 ? 'FAILED' : 'READY'}`));
});

test('does not poll without PENDING images', async () => {
  put(image('a'));
  await gallery.loadMore();
  asked = [];
  await gallery.refreshPending();
  expect(asked).toEqual([]);
});

test('detects, one by one, PENDING images that were removed in another window', async () => {
  for (const id of ['a', 'b', 'c']) gallery.add({ id, name: id });
  put(image('b', 'PENDING'));
  await gallery.refreshPending();
  await gallery.refreshPending();
  expect(ids()).toEqual(['b']);
});

test('ignores a response that is older than its state', async () => {
  put(image('a', 'READY', '2026-11-22T12:00:05Z'));
  await gallery.refresh('a');
  put(image('a', 'PENDING', '2026-11-22T12:00:01Z'));
  await gallery.refresh('a');
  expect(statusOf('a')).toBe('READY');
});

test('never shows a removed image again, even when a list still contains it', async () => {
  put(image('a'), image('b'));
  await gallery.loadMore();
  await gallery.remove('a');
  put(image('a'));
  await gallery.refresh('a');
  expect(ids()).toEqual(['b']);
});

test('removes an image that no longer exists, and reports it', async () => {
  put(image('a'));
  await gallery.loadMore();
  images.clear();
  await expect(gallery.refresh('a')).rejects.toMatchObject({ status: 404 });
  expect(ids()).toEqual([]);
});

test('shows an image as PENDING after a retry', async () => {
  put(image('a', 'FAILED'));
  await gallery.loadMore();
  await gallery.retry('a');
  expect(gallery.pending.map(({ id }: Photo) => id)).toEqual(['a']);
});

test('keeps the preview until the rendition has loaded', async () => {
  const preview = URL.createObjectURL(new Blob(['picture']));
  gallery.add({ id: 'a', preview });
  put(image('a'));
  await gallery.refreshPending();
  expect(gallery.find('a')?.preview).toBe(preview);
  gallery.dropPreview('a');
  expect(gallery.find('a')?.preview).toBeUndefined();
});

test('detects a photo by the name and size of its file, before and after it is READY', async () => {
  const original = { bytes: 100, width: 4, height: 3, format: 'jpeg' } as const;
  put({ ...image('a'), name: 'a.jpg', original }, { ...image('b', 'FAILED'), name: 'b.jpg', original });
  await gallery.loadMore();
  gallery.add({ id: 'c', name: 'c.jpg', fileBytes: 50 });
  put({ ...image('c', 'PENDING'), name: 'c.jpg' });
  await gallery.refreshPending();
  const has = (name: string, size: number) => gallery.has({ name, size });
  expect([has('a.jpg', 100), has('a.jpg', 101), has('z.jpg', 100)]).toEqual([true, false, false]);
  expect([has('c.jpg', 50), has('c.jpg', 51)]).toEqual([true, false]);
  expect(has('b.jpg', 100)).toBe(false);
  await gallery.remove('a');
  expect(has('a.jpg', 100)).toBe(false);
});

test('returns the neighbors of a photo in the list', async () => {
  put(image('a'), image('b'), image('c'));
  await gallery.loadMore();
  const around = (id: string) => {
    const { newer, older } = gallery.around(id);
    return [newer?.id, older?.id];
  };
  expect(around('b')).toEqual(['c', 'a']);
  expect(around('c')).toEqual([undefined, 'b']);
  expect(around('a')).toEqual(['b', undefined]);
  expect(around('elsewhere')).toEqual([undefined, undefined]);
});

const shown = () => gallery.state.value.photos.map(({ id, status }) => `${id} ${status}`);

test('loads a page once, however often it is requested meanwhile, and reports that it is loading', async () => {
  put(image('a'));
  fault = new ApiError(500, 'It is broken.');
  await gallery.loadMore();
  expect(gallery.state.value).toMatchObject({ loading: false, fault: { text: 'It is broken.' } });
  fault = undefined;
  asked = [];
  const both = [gallery.loadMore(), gallery.loadMore()];
  expect(gallery.state.value).toMatchObject({ loading: true, fault: undefined });
  await Promise.all(both);
  expect(asked).toEqual(['list 24 from ~']);
});

test('sorts newest first, in any order in which images become known', async () => {
  put(image('a'), image('b'), image('c'), image('d'));
  for (const id of ['b', 'd', 'a', 'c']) await gallery.refresh(id);
  expect(ids()).toEqual(['d', 'c', 'b', 'a']);
});

test('uses the images of every response', async () => {
  put(image('a', 'PENDING'), image('b', 'PENDING'), image('c', 'FAILED'));
  await gallery.loadMore();
  put(image('a'));
  await gallery.refresh('a');
  expect(shown()).toEqual(['c FAILED', 'b PENDING', 'a READY']);
  await gallery.retry('c');
  expect(shown()).toEqual(['c PENDING', 'b PENDING', 'a READY']);
  put(image('b'), image('c', 'READY', '2026-11-22T12:00:02Z'));
  await gallery.refreshPending();
  expect(shown()).toEqual(['c READY', 'b READY', 'a READY']);
});

test('polls a single PENDING image by its id', async () => {
  put(image('a', 'PENDING'), image('b'));
  await gallery.loadMore();
  asked = [];
  await gallery.refreshPending();
  expect(asked).toEqual(['get a']);
});

test.each([
  ['fails', new ApiError(500, 'It is broken.')],
  ['cannot be reached', new TypeError('Failed to fetch')],
])('keeps its state while the service %s, and reports the error to the caller', async (_, error) => {
  put(image('a', 'PENDING'));
  await gallery.loadMore();
  fault = error;
  await expect(gallery.refresh('a')).rejects.toBe(error);
  await expect(gallery.refreshPending()).rejects.toBe(error);
  await expect(gallery.remove('a')).rejects.toBe(error);
  expect(shown()).toEqual(['a PENDING']);
});

test('removes an image from the service and from the list', async () => {
  put(image('a'), image('b'));
  await gallery.loadMore();
  await gallery.remove('a');
  expect([...images.keys()]).toEqual(['b']);
  expect(shown()).toEqual(['b READY']);
});

test('no longer shows hidden images', async () => {
  put(image('a'), image('b'));
  await gallery.loadMore();
  gallery.hide('b');
  expect(shown()).toEqual(['a READY']);
});

test('releases previews that are no longer needed', async () => {
  const preview = () => URL.createObjectURL(new Blob(['picture']));
  const [dropped, removed] = [preview(), preview()];
  gallery.add({ id: 'a', preview: dropped });
  gallery.add({ id: 'b', preview: removed });
  gallery.dropPreview('a');
  gallery.dropPreview('a');
  gallery.dropPreview('unknown');
  expect(gallery.state.value.photos.map(({ preview: kept }) => kept)).toEqual([removed, undefined]);
  expect([resolveObjectURL(dropped), resolveObjectURL(removed)]).toEqual([undefined, expect.any(Blob)]);
  await gallery.remove('b');
  expect(resolveObjectURL(removed)).toBeUndefined();
  expect(ids()).toEqual(['a']);
});
