import { shortName } from '../../../lambda/names';
import { formEnd, needsAttention, pendingStage } from '../../../web/state/pending-stage';
import { type MemoryStorage, UploadMemory } from '../../../web/state/upload-memory';

/** The local storage of one browser, shared by all its tabs. */
class BrowserStorage implements MemoryStorage {
  readonly items = new Map<string, string>();
  full = false;

  get length() {
    return this.items.size;
  }
  key = (index: number) => [...this.items.keys()][index] ?? null;
  getItem = (key: string) => this.items.get(key) ?? null;
  removeItem = (key: string) => void this.items.delete(key);
  setItem = (key: string, value: string) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  };
}

const minute = 60_000;
let storage: BrowserStorage;
let memory: UploadMemory;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z') });
  storage = new BrowserStorage();
  memory = new UploadMemory(storage);
});
afterEach(() => jest.useRealTimers());

describe('the upload memory', () => {
  it('knows in every tab and after a reload which uploads were started and which were sent', () => {
    const other = new UploadMemory(storage);
    memory.started('a');
    memory.started('b');
    other.sent('b');
    for (const tab of [memory, other, new UploadMemory(storage)]) {
      expect([tab.find('a'), tab.find('b'), tab.find('c')]).toEqual(['started', 'sent', undefined]);
    }
  });

  it('forgets uploads after a day, and does not touch other items', () => {
    storage.setItem(`${shortName}.user`, 'alice');
    storage.setItem(`${shortName}.upload.odd`, 'nonsense');
    memory.started('old');
    jest.advanceTimersByTime(23 * 60 * minute);
    memory.started('young');
    expect(new UploadMemory(storage).find('old')).toBe('started');
    jest.advanceTimersByTime(2 * 60 * minute);
    const later = new UploadMemory(storage);
    expect([later.find('old'), later.find('young'), later.find('odd')]).toEqual([undefined, 'started', undefined]);
    expect([...storage.items.keys()]).toEqual([`${shortName}.user`, `${shortName}.upload.young`]);
  });

  it('ignores an item that it did not write', () => {
    storage.setItem(`${shortName}.upload.a`, `unknown ${Date.now()}`);
    expect(memory.find('a')).toBeUndefined();
  });

  it('works without persistence when the storage is full', () => {
    storage.full = true;
    memory.started('a');
    expect(memory.find('a')).toBeUndefined();
  });
});

describe('a PENDING image', () => {
  const image = (id: string, ageMs: number, changedMs = ageMs) => ({
    id,
    status: 'PENDING' as const,
    createdAt: new Date(Date.now() - ageMs).toISOString(),
    updatedAt: new Date(Date.now() - changedMs).toISOString(),
  });

  beforeEach(() => {
    memory.started('started');
    memory.started('sent');
    memory.sent('sent');
  });

  it.each([
    ['started', 0, 'unsent', true],
    ['started', 10 * minute, 'unsent', true],
    ['sent', 0, 'resizing', false],
    ['sent', 5 * minute, 'slow', false],
    ['foreign', 5 * minute - 1, 'resizing', false],
    ['foreign', 5 * minute, 'doubtful', true],
  ])('with a file that is %s is, after %d ms, %s', (id, age, stage, attention) => {
    expect(pendingStage(image(id, age), memory)).toBe(stage);
    expect(needsAttention(image(id, age), memory)).toBe(attention);
  });

  it('starts again from the first stage after a retry', () => {
    expect(pendingStage(image('foreign', 60 * minute, minute), memory)).toBe('resizing');
    expect(pendingStage(image('foreign', 60 * minute, 6 * minute), memory)).toBe('doubtful');
  });

  it('has a form from its creation on when this page created it', () => {
    expect(formEnd({ createdAt: '2026-11-29T12:00:00Z', updatedAt: '' })).toBe(Date.parse('2026-11-29T12:05:00Z'));
  });
});

it('needs attention after it ended only if it FAILED', () => {
  const ended = { id: 'started', createdAt: '2026-11-29T11:00:00Z', updatedAt: '2026-11-29T11:00:00Z' };
  memory.started('started');
  expect(needsAttention({ ...ended, status: 'FAILED' }, memory)).toBe(true);
  expect(needsAttention({ ...ended, status: 'READY' }, memory)).toBe(false);
});
