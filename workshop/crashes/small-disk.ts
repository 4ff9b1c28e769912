import { spawnSync } from 'node:child_process';
import { rmdirSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/local';
import { report } from './seed';

/** `test` if a small disk can be mounted; otherwise `test.skip`, with a message. */
export function testWithSmallDisk(): jest.It {
  // In some containers, not even root may mount.
  if (process.platform === 'linux' && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0)
    return test;
  report(`SKIPPED, because mounting a small disk is not permitted: tests in ${expect.getState().testPath}`);
  return test.skip;
}

/** A disk in memory that can be filled and emptied. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = await temporaryFolder();
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    if (status !== 0) throw new Error(`Cannot mount a disk: ${stderr}`);
    return new SmallDisk(folder);
  }

  /** Fills the disk, except for this number of bytes. */
  async leave(bytes: number): Promise<void> {
    // The application may use space between the check and the filling. Then there is less to fill.
    for (let left = bytes; ; left += bytes) {
      await rm(this.filler, { force: true });
      const { bavail, bsize } = await statfs(this.folder);
      const filled = await writeFile(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - left), 1)).catch(isFull);
      if (filled !== 'FULL') return;
    }
  }

  async free(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  unmount(): void {
    // Lazily, because processes that still use it end a moment later.
    spawnSync('umount', ['--lazy', this.folder]);
    rmdirSync(this.folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

function isFull(error: NodeJS.ErrnoException): 'FULL' {
  if (error.code !== 'ENOSPC') throw error;
  return 'FULL';
}
