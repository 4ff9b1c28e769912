import { type FSWatcher, type WatchEventType, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Watches folders with their subfolders, except for packages. Each folder has a watcher: the recursive watcher of Node.js 20 on Linux
 * watches files, and loses a file that an editor replaces.
 */
export class WatchedFolders {
  private readonly watchers = new Map<string, FSWatcher>();
  private hasFailed = false;

  /**
   * @param changed receives the path of each entry that was written, replaced, added or removed
   * @param failed receives the first reason why not everything can be watched, such as ENOSPC for a limit of the operating system
   */
  constructor(
    private readonly changed: (path: string) => void,
    private readonly failed: (error: Error) => void,
  ) {}

  async add(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    // It is a file, was removed, or is watched already.
    if (!entries || this.watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (event, name) => this.look(event, join(folder, name ?? '')));
      this.watchers.set(folder, watcher);
      // On Windows, a folder that was removed.
      watcher.on('error', () => this.remove(folder));
    } catch (error) {
      if (!this.hasFailed) this.failed(error as Error);
      this.hasFailed = true;
      return;
    }
    const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
    await Promise.all(folders.map(({ name }) => this.add(join(folder, name))));
  }

  close(): void {
    for (const folder of [...this.watchers.keys()]) this.remove(folder);
  }

  private look(event: WatchEventType, path: string): void {
    if (event === 'rename') {
      // The folder of a previous watcher may have been replaced by another one.
      this.remove(path);
      void this.add(path);
    }
    this.changed(path);
  }

  private remove(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
