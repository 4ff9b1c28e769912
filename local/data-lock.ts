import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../cli/user-error';
import { FolderLock } from './folder-lock';

/** Which process works on a data folder, and where it listens. */
export interface Holder {
  readonly pid: number;
  /** 0 while it is not known yet. */
  readonly port: number;
  /** Where clients reach it. @default - on this computer alone, at its port */
  readonly origin?: string;
}

const lockFolderOf = (dataDir: string) => join(dataDir, 'lock');
const fileOf = (dataDir: string) => join(dataDir, 'lock.json');

/** How long a held lock is tried again: `findHolder` of another process takes it for a moment, and a holder needs one to say its name. */
const patienceMs = 500;

/** The process that works on the folder now; `undefined` when there is none, or it is unknown. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const folder = lockFolderOf(dataDir);
  if (!(await stat(folder).catch(() => undefined))) return undefined;
  try {
    const lock = await FolderLock.take(folder);
    if (!lock) return await holderIn(fileOf(dataDir));
    // Left by a process that was killed.
    await rm(fileOf(dataDir), { force: true });
    await lock.release();
  } catch {
    // A folder that cannot be written: taking the lock reports it.
  }
  return undefined;
}

/** Keeps other processes off a data folder. The lock is the operating system's; lock.json only says who holds it. */
export class DataLock {
  private constructor(
    private readonly lock: FolderLock,
    private readonly file: string,
  ) {}

  /** @throws UserError that says who holds the folder, or why it cannot be written */
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
      throw new UserError(`${dataDir} cannot be written (${(error as Error).message}). Set LOCAL_DATA_DIR to a folder that can.`);
    }
  }

  /** Says where the process listens, once it is known, and where clients reach it. */
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

/** What lock.json says; `undefined` when it is missing or damaged. */
async function holderIn(file: string): Promise<Holder | undefined> {
  try {
    const { pid, port, origin }: Holder = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid, port, origin } : undefined;
  } catch {
    return undefined;
  }
}
