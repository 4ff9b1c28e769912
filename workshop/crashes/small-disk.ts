import { spawnSync } from 'node:child_process';
import { rmdirSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/local';
import { report } from './seed';

/** `test` where a small disk may be mounted, `test.skip` elsewhere, and a line that says so. */
export function testWithSmallDisk(): jest.It {
  // In containers not even root may mount.
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
    if (status !== 0) throw new Error(`A disk could not be mounted: ${stderr}`);
    return new SmallDisk(folder);
  }

  /** Leaves so much room. */
  async leave(bytes: number): Promise<void> {
    // What runs on the disk may take of its room between the look and the filling; then there is less to fill.
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
    // Lazily: what still runs on it ends right after.
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
