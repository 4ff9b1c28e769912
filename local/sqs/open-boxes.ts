import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { DataLock, findHolder } from '../data-lock';
import { absent } from '../s3/blob-file';
import { type DeadLetterBox, type DeadLetterBoxes, queueFolders } from './box';
import { deadLettersPath } from './dead-letter-routes';
import { MessageFiles, type QueuedMessage } from './message-files';

export interface OpenedBoxes {
  readonly boxes: DeadLetterBoxes;
  /** Whether the application is running, and processes re-queued messages at once. */
  readonly running: boolean;
  close(): Promise<void>;
}

/**
 * Opens the dead letters of a data folder: by the application that is running on it, or otherwise directly.
 * @throws UserError when the folder does not exist, or the process that uses it does not respond
 */
export async function openBoxes(dataDir: string): Promise<OpenedBoxes> {
  const holder = await findHolder(dataDir);
  // While the port of the process is unknown, the error of the lock says so.
  if (holder && holder.port !== 0) {
    return { boxes: await askApplication(`http://localhost:${holder.port}`), running: true, close: async () => undefined };
  }
  if (!(await stat(dataDir).catch(() => undefined))) {
    throw new UserError(
      `The data folder ${dataDir} does not exist. Run npm start to create it, or set LOCAL_DATA_DIR to another folder.`,
    );
  }
  const lock = await DataLock.take(dataDir, 0);
  try {
    return { boxes: await openFiles(dataDir), running: false, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function askApplication(url: string): Promise<DeadLetterBoxes> {
  const ask = async <Answer>(path: string, method = 'GET') => {
    const answer = await fetch(url + path, { method }).catch((cause: Error) => cause);
    if (answer instanceof Response && answer.ok) return (await answer.json()) as Answer;
    const why = answer instanceof Error ? answer.message : `it responded with ${answer.status}`;
    throw new UserError(`Cannot read the dead letters from ${url} (${why}). Try again, or stop the application first.`);
  };
  const letters = await ask<Record<string, QueuedMessage[]>>(deadLettersPath);
  const boxes = Object.entries(letters).map(([name, found]): [string, DeadLetterBox] => [
    name,
    {
      deadLetters: async () => found,
      redrive: async () => (await ask<{ redriven: number }>(`${deadLettersPath}/${name}`, 'POST')).redriven,
    },
  ]);
  return Object.fromEntries(boxes);
}

async function openFiles(dataDir: string): Promise<DeadLetterBoxes> {
  const boxes: [string, DeadLetterBox][] = [];
  for (const [name, folder] of queueFolders) {
    const path = join(dataDir, folder);
    if (await stat(path).catch(absent)) boxes.push([name, boxOf(await MessageFiles.open(path))]);
  }
  return Object.fromEntries(boxes);
}

function boxOf(files: MessageFiles): DeadLetterBox {
  return {
    deadLetters: () => files.deadLetters(),
    async redrive() {
      const letters = await files.deadLetters();
      // They keep their positions: after a start, they are delivered before newer messages.
      for (const letter of letters) await files.redrive({ ...letter, receives: 0 });
      return letters.length;
    },
  };
}
