import type { Fault } from './faults';

/** A file that the user has chosen for upload. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** A preview of the file, while it exists. */
  readonly preview?: string;
  readonly state: UploadState;
}

/** `refused`: it is not sent. `duplicate`: it is sent after a confirmation. `failed`: it can be retried. */
export type UploadState =
  | { readonly is: 'duplicate' }
  | { readonly is: 'waiting' }
  | { readonly is: 'sending'; readonly sent: number }
  | { readonly is: 'failed'; readonly fault: Fault }
  | { readonly is: 'refused'; readonly why: string };

/** Progress of all uploads together. */
export interface UploadProgress {
  /** Number of files sent, and of all files, since the last time that no upload was in progress. */
  readonly done: number;
  readonly files: number;
  /** Fraction of all bytes that are sent, from 0 to 1. */
  readonly share: number;
}

/** Whether it is being sent or queued. */
export const isGoing = ({ state }: Upload) => state.is === 'waiting' || state.is === 'sending';

/** @param finished files that were uploaded since the last time that no upload was in progress */
export function progressOf(going: readonly Upload[], finished: { readonly files: number; readonly bytes: number }): UploadProgress {
  const bytes = finished.bytes + sum(going.map(({ file }) => file.size));
  const sent = finished.bytes + sum(going.map(({ file, state }) => (state.is === 'sending' ? file.size * state.sent : 0)));
  return { done: finished.files, files: finished.files + going.length, share: bytes > 0 ? sent / bytes : 0 };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
