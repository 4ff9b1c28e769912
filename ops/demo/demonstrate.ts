import { basename } from 'node:path';
import type { Image, ImageClient } from '../../client/image-client';
import { explainError } from './explain-error';
import { readPhoto } from './read-photo';
import type { SizeFolder } from './save-sizes';

/** The result for one file. */
export interface Outcome extends Pick<Image, 'status' | 'sizes'> {
  readonly file: string;
  /** Empty when no image was created. */
  readonly id: string;
  /** Why it is not READY or not saved, and how to fix it. */
  readonly reason?: string;
  /** Paths of the saved sizes, if requested. */
  readonly saved?: readonly string[];
}

export interface Demonstration {
  readonly client: ImageClient;
  readonly folder?: SizeFolder;
  /** Used to read the sizes. @default fetch */
  readonly fetch?: typeof fetch;
  /** Called with the progress of a file. */
  readonly progress: (text: string) => void;
}

/** Uploads a file, waits for its sizes, and saves them. An error affects only this file's result. */
export async function demonstrate(file: string, { client, folder, fetch, progress }: Demonstration): Promise<Outcome> {
  let outcome: Outcome = { file, id: '', status: 'FAILED', sizes: {} };
  try {
    const photo = await readPhoto(file);
    const name = await folder?.nameFor(file);
    progress(`${file}: uploading`);
    const id = await client.upload(photo, basename(file), {
      onStarted: (id) => {
        outcome = { ...outcome, id };
      },
    });
    progress(`${file}: resizing`);
    const { status, reason, sizes = {} } = await client.settled(id);
    outcome = { file, id, status, reason, sizes };
    if (!folder || name === undefined || status !== 'READY') return outcome;
    return { ...outcome, saved: [], ...(await save(folder, outcome, name, fetch)) };
  } catch (error) {
    return { ...outcome, reason: explainError(error as Error) };
  }
}

async function save(
  folder: SizeFolder,
  outcome: Outcome,
  name: string,
  read?: typeof fetch,
): Promise<Pick<Outcome, 'saved' | 'reason'>> {
  try {
    return { saved: await folder.save(outcome, name, read) };
  } catch (error) {
    return { reason: `The image is READY, but was not saved. ${explainError(error as Error)}` };
  }
}
