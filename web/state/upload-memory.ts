import { shortName } from '../../lambda/names';

/** As much of the browser's local storage as this needs; `Storage` is one. */
export type MemoryStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = `${shortName}.upload.`;

/** After that long no image is PENDING: the sweep ends those without a file after an hour. In milliseconds. */
const keptMs = 24 * 60 * 60_000;

/**
 * What this browser remembers of its uploads beyond a reload: which images it started, and whether it sent the whole file. The API
 * shows both as PENDING. There is one item for each image, so that tabs do not overwrite each other's.
 */
export class UploadMemory {
  constructor(private readonly storage: MemoryStorage) {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    for (const key of keys) {
      const startedAt = Number(storage.getItem(key)?.split(' ')[1]);
      if (key.startsWith(prefix) && !(startedAt > Date.now() - keptMs)) storage.removeItem(key);
    }
  }

  started(id: string): void {
    this.keep(id, 'started');
  }

  sent(id: string): void {
    this.keep(id, 'sent');
  }

  /** @returns `undefined` for an image that another browser or program started */
  find(id: string): 'started' | 'sent' | undefined {
    const [state] = this.storage.getItem(prefix + id)?.split(' ') ?? [];
    return state === 'started' || state === 'sent' ? state : undefined;
  }

  private keep(id: string, state: 'started' | 'sent'): void {
    try {
      this.storage.setItem(prefix + id, `${state} ${Date.now()}`);
    } catch {
      // The storage is full or forbidden. Without the memory the page says less, and works.
    }
  }
}
