import { shortName } from '../../lambda/names';
/** The part of the browser's `Storage` that this file uses. */
export type MemoryStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = `${shortName}.upload.`;

/** Age after which an upload is forgotten, in milliseconds: by then, its image is no longer PENDING. */
const keptMs = 24 * 60 * 60_000;

/**
 * Remembers this browser's uploads across reloads: the images that it created, and whether the whole file was sent. The API
 * shows both as PENDING. One storage item per image, so that tabs do not overwrite each other's items.
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

  /** @returns `undefined` for an image that another browser or program created */
  find(id: string): 'started' | 'sent' | undefined {
    const [state] = this.storage.getItem(prefix + id)?.split(' ') ?? [];
    return state === 'started' || state === 'sent' ? state : undefined;
  }

  private keep(id: string, state: 'started' | 'sent'): void {
    try {
      this.storage.setItem(prefix + id, `${state} ${Date.now()}`);
    } catch {
      // The storage is full or blocked. The page works without it, with less information.
    }
  }
}
