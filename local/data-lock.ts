import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error';

/** Which process works on a data folder, and where it listens. */
export interface Holder {
  readonly pid: number;
  readonly port: number;
}

const fileOf = (dataDir: string) => join(dataDir, 'lock.json');

/** The process that works on the folder now; `undefined` when there is none. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  try {
    const holder: Holder = JSON.parse(await readFile(fileOf(dataDir), 'utf8'));
    return isAlive(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps other processes off a data folder. What a process leaves that was killed does not count. */
export class DataLock {
  private constructor(private readonly file: string) {}

  /** @throws StartError that says who holds the folder, or why it cannot be written */
  static async take(dataDir: string, port: number): Promise<DataLock> {
    const lock = new DataLock(fileOf(dataDir));
    try {
      await mkdir(dataDir, { recursive: true });
      const holder = await findHolder(dataDir);
      if (holder) {
        throw new StartError(
          `${dataDir} is used by process ${holder.pid}, http://localhost:${holder.port}. Stop that process, or set LOCAL_DATA_DIR to another folder. If it is no image API, remove ${lock.file}.`,
        );
      }
      await rm(lock.file, { force: true });
      await writeFile(lock.file, holderText(port), { flag: 'wx' });
      return lock;
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError(`${dataDir} cannot be written (${(error as Error).message}). Set LOCAL_DATA_DIR to a folder that can.`);
    }
  }

  /** Says where the process listens, once it is known. */
  async announce(port: number): Promise<void> {
    await writeFile(this.file, holderText(port));
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

const holderText = (port: number) => JSON.stringify({ pid: process.pid, port } satisfies Holder);

function isAlive(pid: number): boolean {
  try {
    // Signal 0 is not sent; it only asks whether it could be.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
