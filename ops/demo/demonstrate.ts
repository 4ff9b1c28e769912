import { basename } from 'node:path';
import type { Image, ImageClient } from '../../client/image-client';
import { explainError } from './explain-error';
import { readPhoto } from './read-photo';
import type { SizeFolder } from './save-sizes';

/** What became of one file. */
export interface Outcome extends Pick<Image, 'status' | 'sizes'> {
  readonly file: string;
  /** Empty where no image was started. */
  readonly id: string;
  /** Why it is not READY, or its sizes are not saved, and what to do. */
  readonly reason?: string;
  /** Where the sizes were saved, when that was asked for. */
  readonly saved?: readonly string[];
}

export interface Demonstration {
  readonly client: ImageClient;
  readonly folder?: SizeFolder;
  /** Reads the sizes. @default fetch */
  readonly fetch?: typeof fetch;
  /** Gets the progress of a file. */
  readonly progress: (text: string) => void;
}

/** Uploads a file, waits for its sizes, and saves them. Whatever goes wrong is this file's outcome, and no other's. */
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
    progress(`${file}: making the sizes`);
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
    return { reason: `The image is READY, but not saved. ${explainError(error as Error)}` };
  }
}
