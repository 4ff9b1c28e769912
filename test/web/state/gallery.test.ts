import { resolveObjectURL } from 'node:buffer';
import { ApiError } from '../../../client/api-error';
import type { Image } from '../../../client/image';
import { Gallery, type Photo } from '../../../web/state/gallery';

/** The service: images by id, listed as it lists them. Ids sort by age. */
let images: Map<string, Image>;
let asked: string[];
/** What the next requests end with. */
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
      if (!found) throw new ApiError(404, 'There is none.');
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

test('lists newest first, a part at a time, and says when that was all', async () => {
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

test('keeps an image that is older than the list goes out of it, until the list gets there', async () => {
  put(...Array.from({ length: 30 }, (_, n) => image(number(n))));
  await gallery.refresh(number(2));
  await gallery.loadMore();
  expect(gallery.find(number(2))).toBeDefined();
  expect(ids()).not.toContain(number(2));
  await gallery.loadMore();
  expect(ids().filter((id) => id === number(2))).toHaveLength(1);
});

test('says what went wrong with a part, and asks for the same part again', async () => {
  const broken = new Gallery({
    ...({} as ConstructorParameters<typeof Gallery>[0]),
    list: () => Promise.reject(new ApiError(500, 'The request could not be answered. Try again.')),
  });
  await broken.loadMore();
  expect(broken.state.value).toMatchObject({ loaded: false, loading: false, fault: { retryable: true } });
});

test('hides an image while its file is on its way, and shows it from then on', async () => {
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

test('asks for all that is pending by one request', async () => {
  put(...Array.from({ length: 10 }, (_, n) => image(number(n), n > 2 && n < 7 ? 'PENDING' : 'READY')));
  await gallery.loadMore();
  asked = [];
  put(...[3, 4, 5, 6].map((n) => image(number(n), n === 5 ? 'FAILED' : 'READY')));
  await gallery.refreshPending();
  expect(asked).toEqual([`list 100 from ${number(7)}`]);
  expect(gallery.pending).toEqual([]);
  expect(settled).toEqual([6, 5, 4, 3].map((n) => `${number(n)} ${n === 5 ? 'FAILED' : 'READY'}`));
});

test('asks for nothing when nothing is pending', async () => {
  put(image('a'));
  await gallery.loadMore();
  asked = [];
  await gallery.refreshPending();
  expect(asked).toEqual([]);
});

test('finds out, one by one, of pending images that another window has removed', async () => {
  for (const id of ['a', 'b', 'c']) gallery.add({ id, name: id });
  put(image('b', 'PENDING'));
  await gallery.refreshPending();
  await gallery.refreshPending();
  expect(ids()).toEqual(['b']);
});

test('does not take an answer for news that is older than what it knows', async () => {
  put(image('a', 'READY', '2026-11-22T12:00:05Z'));
  await gallery.refresh('a');
  put(image('a', 'PENDING', '2026-11-22T12:00:01Z'));
  await gallery.refresh('a');
  expect(statusOf('a')).toBe('READY');
});

test('never shows again what was removed, even when a list still names it', async () => {
  put(image('a'), image('b'));
  await gallery.loadMore();
  await gallery.remove('a');
  put(image('a'));
  await gallery.refresh('a');
  expect(ids()).toEqual(['b']);
});

test('forgets an image that is there no longer, and says so', async () => {
  put(image('a'));
  await gallery.loadMore();
  images.clear();
  await expect(gallery.refresh('a')).rejects.toMatchObject({ status: 404 });
  expect(ids()).toEqual([]);
});

test('is pending again after a retry', async () => {
  put(image('a', 'FAILED'));
  await gallery.loadMore();
  await gallery.retry('a');
  expect(gallery.pending.map(({ id }: Photo) => id)).toEqual(['a']);
});

test('keeps the picture that a page has of its own until the stored one is there', async () => {
  const preview = URL.createObjectURL(new Blob(['picture']));
  gallery.add({ id: 'a', preview });
  put(image('a'));
  await gallery.refreshPending();
  expect(gallery.find('a')?.preview).toBe(preview);
  gallery.dropPreview('a');
  expect(gallery.find('a')?.preview).toBeUndefined();
});

test('knows a photo by the name and size of its file, before and after its sizes are made', async () => {
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

test('names the photos beside one in the list', async () => {
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

test('asks for a part once, however often it is wanted meanwhile, and says that it is on its way', async () => {
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

test('shows the newest first, in whatever order images become known', async () => {
  put(image('a'), image('b'), image('c'), image('d'));
  for (const id of ['b', 'd', 'a', 'c']) await gallery.refresh(id);
  expect(ids()).toEqual(['d', 'c', 'b', 'a']);
});

test('shows what an answer says, whichever request it is to', async () => {
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

test('asks for a single pending image by its id', async () => {
  put(image('a', 'PENDING'), image('b'));
  await gallery.loadMore();
  asked = [];
  await gallery.refreshPending();
  expect(asked).toEqual(['get a']);
});

test.each([
  ['is broken', new ApiError(500, 'It is broken.')],
  ['is not reached', new TypeError('Failed to fetch')],
])('keeps what it knows while the service %s, and says so to whoever asked', async (_, error) => {
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

test('shows no more what is hidden', async () => {
  put(image('a'), image('b'));
  await gallery.loadMore();
  gallery.hide('b');
  expect(shown()).toEqual(['a READY']);
});

test('lets go of the pictures that a page has of its own, once they are not needed', async () => {
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
