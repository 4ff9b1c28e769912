import { Store } from '../../../web/state/store';

test('notifies every subscriber of each change, allows it to unsubscribe meanwhile, and ignores equal values', () => {
  const store = new Store(1);
  const seen: string[] = [];
  const end = store.watch(() => {
    seen.push(`once ${store.value}`);
    end();
  });
  store.watch(() => seen.push(`always ${store.value}`));
  store.set(2);
  store.set(2);
  store.change((before) => before + 1);
  store.change((before) => before);
  expect(seen).toEqual(['once 2', 'always 2', 'always 3']);
  expect(store.value).toBe(3);
});
