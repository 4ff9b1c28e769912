import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../lambda/adapters/local/blob-file';
import { StartError } from './start-error';

/** Which process works on a data folder, and where it listens. */
export interface Holder {
  readonly pid: number;
  /** 0 while it is not known yet. */
  readonly port: number;
  /** When the process started, in milliseconds since the epoch: numbers of processes come again, in containers always. */
  readonly since: number;
}

const fileOf = (dataDir: string) => join(dataDir, 'lock.json');

/** The process that works on the folder now; `undefined` when there is none. */
export function findHolder(dataDir: string): Promise<Holder | undefined> {
  return holderIn(fileOf(dataDir));
}

/** Keeps other processes off a data folder. What a process leaves that was killed does not count. */
export class DataLock {
  private constructor(private readonly file: string) {}

  /** @throws StartError that says who holds the folder, or why it cannot be written */
  static async take(dataDir: string, port: number): Promise<DataLock> {
    const lock = new DataLock(fileOf(dataDir));
    try {
      await mkdir(dataDir, { recursive: true });
      while (!(await claim(lock.file, port))) {
        const holder = await findHolder(dataDir);
        if (holder) throw heldBy(holder, dataDir, lock.file);
        await removeStale(lock.file);
      }
      return lock;
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError(`${dataDir} cannot be written (${(error as Error).message}). Set LOCAL_DATA_DIR to a folder that can.`);
    }
  }

  /** Says where the process listens, once it is known. */
  async announce(port: number): Promise<void> {
    await rename(await writeDraft(this.file, port), this.file);
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

/** @returns whether the lock is ours: a link appears whole, and only where nothing is */
async function claim(file: string, port: number): Promise<boolean> {
  const draft = await writeDraft(file, port);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

const ourStart = Math.round(performance.timeOrigin);

async function writeDraft(file: string, port: number): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, port, since: ourStart } satisfies Holder));
  return draft;
}

function heldBy({ pid, port }: Holder, dataDir: string, file: string): StartError {
  const where = port === 0 ? 'which is starting' : `http://localhost:${port}`;
  return new StartError(
    `${dataDir} is used by process ${pid}, ${where}. Stop that process, or set LOCAL_DATA_DIR to another folder. If it is no image API, remove ${file}.`,
  );
}

/**
 * Removes the lock of a process that was killed. Only who holds a lock on the removal of this very one does: whoever else has
 * seen it stale may look again when a living process has taken its place already.
 */
async function removeStale(file: string): Promise<void> {
  const stale = await readFile(file, 'utf8').catch(absent);
  if (stale === undefined || holderOf(stale)) return;
  const removal = `${file}.${createHash('sha256').update(stale).digest('hex')}`;
  if (!(await claim(removal, 0))) return removeStale(removal);
  try {
    if ((await readFile(file, 'utf8').catch(absent)) === stale) await rm(file, { force: true });
  } finally {
    await rm(removal, { force: true });
  }
}

async function holderIn(file: string): Promise<Holder | undefined> {
  return holderOf((await readFile(file, 'utf8').catch(() => undefined)) ?? '');
}

function holderOf(text: string): Holder | undefined {
  try {
    const holder: Holder = JSON.parse(text);
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, since }: Holder): boolean {
  if (pid === process.pid) return since === ourStart;
  try {
    // Signal 0 is not sent; it only asks whether it could be.
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
