import type { Fault } from './faults';

/** A file that the user has chosen for upload. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** The file as a picture, while it is there. */
  readonly preview?: string;
  readonly state: UploadState;
}

/**
 * `refused` is not sent. `duplicate` is sent once the user says so. `failed` may be tried again.
 */
export type UploadState =
  | { readonly is: 'duplicate' }
  | { readonly is: 'waiting' }
  | { readonly is: 'sending'; readonly sent: number }
  | { readonly is: 'failed'; readonly fault: Fault }
  | { readonly is: 'refused'; readonly why: string };

/** How far all uploads together are. */
export interface UploadProgress {
  /** Files that are sent, and files in all, since nothing was being uploaded. */
  readonly done: number;
  readonly files: number;
  /** Bytes that are sent, from 0 to 1 of all. */
  readonly share: number;
}

/** Whether it is being sent or waits for its turn. */
export const isGoing = ({ state }: Upload) => state.is === 'waiting' || state.is === 'sending';

/** @param finished what has ended well since nothing was being uploaded */
export function progressOf(going: readonly Upload[], finished: { readonly files: number; readonly bytes: number }): UploadProgress {
  const bytes = finished.bytes + sum(going.map(({ file }) => file.size));
  const sent = finished.bytes + sum(going.map(({ file, state }) => (state.is === 'sending' ? file.size * state.sent : 0)));
  return { done: finished.files, files: finished.files + going.length, share: bytes > 0 ? sent / bytes : 0 };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
