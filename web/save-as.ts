import { answerError } from '../client/api-error';
import { Unreachable } from './state/faults';

/** How long a file may take, in milliseconds. */
const patienceMs = 60_000;

/**
 * Saves what is at a URL under a name of ours. The attribute `download` of a link has no effect on another origin, which S3 is.
 * @throws Unreachable  @throws ApiError when the URL has expired
 */
export async function saveAs(url: string, fileName: string): Promise<void> {
  // Past the cache: what an <img> left there came without the CORS headers that this needs.
  const answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) }).catch((error: Error) => {
    throw error instanceof TypeError ? new Unreachable('S3 did not answer.', { cause: error }) : error;
  });
  if (!answer.ok) throw await answerError(answer);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = fileName;
  link.click();
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** `dawn.jpg` in its size `medium` is saved as `dawn-medium.webp`. */
export function fileNameOf(name: string, size: string, format: string): string {
  const base = name.replace(/\.[^.]*$/, '') || name;
  return `${base}-${size}.${format === 'jpeg' ? 'jpg' : format}`;
}
