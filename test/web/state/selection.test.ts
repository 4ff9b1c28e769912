import { ApiError } from '../../../client/api-error';
import { removeAll, Selection } from '../../../web/state/selection';

const ids = (selection: Selection) => (selection.ids.value ? [...selection.ids.value] : undefined);

test('starts, toggles photos and ends', () => {
  const selection = new Selection();
  expect(ids(selection)).toBeUndefined();
  selection.begin();
  expect(ids(selection)).toEqual([]);
  selection.toggle('a');
  selection.toggle('b');
  selection.toggle('a');
  expect(ids(selection)).toEqual(['b']);
  selection.set(['x', 'y']);
  expect(ids(selection)).toEqual(['x', 'y']);
  selection.end();
  expect(ids(selection)).toBeUndefined();
});

test('notifies its subscribers of each change', () => {
  const selection = new Selection();
  const seen: (string[] | undefined)[] = [];
  selection.ids.watch(() => seen.push(ids(selection)));
  selection.begin();
  selection.toggle('a');
  selection.end();
  expect(seen).toEqual([[], ['a'], undefined]);
});

test('removes all photos, three at a time', async () => {
  let open = 0;
  let most = 0;
  const removed: string[] = [];
  const counts: number[] = [];
  const remove = async (id: string) => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    removed.push(id);
  };
  const all = Array.from({ length: 10 }, (_, number) => `${number}`);
  expect(await removeAll(all, remove, (count) => counts.push(count))).toEqual({ removed: 10, failed: [], fault: undefined });
  expect(most).toBe(3);
  expect(removed.sort()).toEqual(all);
  expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('continues after an error, and returns the failed ids and the reason', async () => {
  const remove = async (id: string) => {
    if (id === 'b' || id === 'd') throw new ApiError(500, 'It is broken.');
  };
  const counts: number[] = [];
  expect(await removeAll(['a', 'b', 'c', 'd', 'e'], remove, (count) => counts.push(count))).toMatchObject({
    removed: 3,
    failed: ['b', 'd'],
    fault: { text: 'It is broken.' },
  });
  expect(counts).toEqual([1, 2, 3]);
});
