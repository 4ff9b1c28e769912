import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';

/** Folders that this process has locked, by their real paths. */
const held = new Set<string>();

/**
 * An operating system lock on a dedicated folder. The kernel releases it when the process ends, in every case and without
 * reaping, and child processes do not inherit it. It is the lock that LevelDB takes on its file LOCK: `fcntl` on Linux and
 * macOS, an exclusive handle on Windows. The database stores nothing.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly level: Level,
  ) {}

  /**
   * Creates the folder if necessary.
   * @returns `undefined` when this or another process holds the lock
   * @throws Error when the folder is not writable
   */
  static async take(folder: string): Promise<FolderLock | undefined> {
    await mkdir(folder, { recursive: true });
    const path = await realpath(folder);
    // Checked before LevelDB opens LOCK again: closing any handle releases the `fcntl` lock of the process.
    if (held.has(path)) return undefined;
    held.add(path);
    try {
      return new FolderLock(path, await openLevel(path));
    } catch (error) {
      held.delete(path);
      if ((error as NodeJS.ErrnoException).code === 'LEVEL_LOCKED') return undefined;
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.level.close();
    held.delete(this.path);
  }
}

async function openLevel(path: string): Promise<Level> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'LEVEL_LOCKED') throw error;
    // A power failure may corrupt it. LOCK remains, because it may be locked by now; its holder needs no other file.
    for (const name of await readdir(path)) if (name !== 'LOCK') await rm(join(path, name), { recursive: true, force: true });
    return open(path);
  }
}

async function open(path: string): Promise<Level> {
  const level = new Level(path);
  try {
    await level.open();
    return level;
  } catch (error) {
    // The error itself says only that the database is not open.
    throw (error as Error).cause ?? error;
  }
}
