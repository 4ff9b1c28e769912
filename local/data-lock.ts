import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../cli/user-error';
import { FolderLock } from './folder-lock';

/** The process that uses a data folder, and its port. */
export interface Holder {
  readonly pid: number;
  /** 0 while it is unknown. */
  readonly port: number;
  /** URL for clients. @default - on this computer only, at its port */
  readonly origin?: string;
}

const lockFolderOf = (dataDir: string) => join(dataDir, 'lock');
const fileOf = (dataDir: string) => join(dataDir, 'lock.json');

/**
 * How long to retry a held lock: `findHolder` in another process holds it for a moment, and a holder needs a moment to write
 * its name.
 */
const patienceMs = 500;

/** Returns the process that uses the folder now; `undefined` when there is none, or when it is unknown. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const folder = lockFolderOf(dataDir);
  if (!(await stat(folder).catch(() => undefined))) return undefined;
  try {
    const lock = await FolderLock.take(folder);
    if (!lock) return await holderIn(fileOf(dataDir));
    // Left by a killed process.
    await rm(fileOf(dataDir), { force: true });
    await lock.release();
  } catch {
    // In a read-only folder, taking the lock reports the error.
  }
  return undefined;
}

/** Prevents concurrent use of a data folder. The operating system holds the lock; lock.json only names the holder. */
export class DataLock {
  private constructor(
    private readonly lock: FolderLock,
    private readonly file: string,
  ) {}

  /** @throws UserError that names the process that uses the folder, or the reason why it is not writable */
  static async take(dataDir: string, port: number): Promise<DataLock> {
    try {
      await mkdir(dataDir, { recursive: true });
      const lock = await takePatiently(lockFolderOf(dataDir));
      if (!lock) throw heldBy(await holderIn(fileOf(dataDir)), dataDir);
      const taken = new DataLock(lock, fileOf(dataDir));
      await taken.announce(port).catch(async (error) => {
        await taken.release();
        throw error;
      });
      return taken;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`Cannot write to ${dataDir} (${(error as Error).message}). Set LOCAL_DATA_DIR to a writable folder.`);
    }
  }

  /** Records the port and the URL for clients, as soon as they are known. */
  async announce(port: number, origin?: string): Promise<void> {
    const draft = `${this.file}.new`;
    await writeFile(draft, JSON.stringify({ pid: process.pid, port, origin } satisfies Holder));
    await rename(draft, this.file);
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
    await this.lock.release();
  }
}

async function takePatiently(folder: string): Promise<FolderLock | undefined> {
  for (const started = performance.now(); ; await sleep(20)) {
    const lock = await FolderLock.take(folder);
    if (lock || performance.now() - started > patienceMs) return lock;
  }
}

function heldBy(holder: Holder | undefined, dataDir: string): UserError {
  const where = holder?.port === 0 ? 'which is starting' : `http://localhost:${holder?.port}`;
  const process = holder ? `process ${holder.pid}, ${where}` : 'another process';
  return new UserError(`${dataDir} is used by ${process}. Stop that process, or set LOCAL_DATA_DIR to another folder.`);
}

/** Returns the content of lock.json; `undefined` when it is missing or corrupt. */
async function holderIn(file: string): Promise<Holder | undefined> {
  try {
    const { pid, port, origin }: Holder = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid, port, origin } : undefined;
  } catch {
    return undefined;
  }
}
