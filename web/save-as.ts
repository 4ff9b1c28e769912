import { answerError } from '../client/api-error';
import { Unreachable } from './state/faults';

/** Timeout of a download, in milliseconds. */
const patienceMs = 60_000;

/**
 * Saves a file under the given name. The attribute `download` of a link has no effect on another origin such as S3.
 * @throws Unreachable
 * @throws ApiError when the URL has expired
 */
export async function saveAs(url: string, fileName: string): Promise<void> {
  // Bypasses the cache: a response cached for an <img> lacks the CORS headers.
  const answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) }).catch((error: Error) => {
    throw error instanceof TypeError ? new Unreachable('No response from S3.', { cause: error }) : error;
  });
  if (!answer.ok) throw await answerError(answer);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = fileName;
  link.click();
  // The browser has started the download by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The size `medium` of `dawn.jpg` is saved as `dawn-medium.webp`. */
export function fileNameOf(name: string, size: string, format: string): string {
  const base = name.replace(/\.[^.]*$/, '') || name;
  return `${base}-${size}.${format === 'jpeg' ? 'jpg' : format}`;
}
