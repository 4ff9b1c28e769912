import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';

/** The folders that this process has locked, by their real paths. */
const held = new Set<string>();

/**
 * A lock of the operating system, on a folder that is kept for it. The kernel frees it when its process ends, however it ends
 * and whether or not anything reaps it, and child processes do not inherit it. It is the lock that LevelDB takes on its file
 * LOCK: `fcntl` on Linux and macOS, an exclusive handle on Windows. Nothing is stored in that database.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly level: Level,
  ) {}

  /**
   * Makes the folder if there is none.
   * @returns `undefined` when the lock is held, by this process or by another
   * @throws Error when the folder cannot be written
   */
  static async take(folder: string): Promise<FolderLock | undefined> {
    await mkdir(folder, { recursive: true });
    const path = await realpath(folder);
    // Not left to LevelDB: it would open and close LOCK once more, and with any close `fcntl` frees the lock of the process.
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
    // A power failure may damage it. LOCK stays, which may be locked by now; its holder needs none of the other files.
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
