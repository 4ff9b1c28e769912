import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../cli/user-error';
import type { ImageSource } from './image-source';
import type { ResizeAgainOptions } from './options';

/** Maximum number of messages in the queue, which new uploads share. */
const mostWaiting = 100;

/**
 * Queues all images, page by page, no faster than the resizer works.
 * @param print prints a line of progress
 * @throws UserError when `after` is not a position
 * @throws Error of the source, after a line with the position from which to continue
 */
export async function resizeAll(
  source: ImageSource,
  { missing, after: start }: Pick<ResizeAgainOptions, 'missing' | 'after'>,
  print: (line: string) => void,
  pollMs = 1000,
): Promise<void> {
  let found = 0;
  let queued = 0;
  let after = start;
  try {
    for (;;) {
      while ((await source.waiting()) >= mostWaiting) await setTimeout(pollMs);
      const page = await source.next({ after, missing });
      found += page.found;
      queued += page.queued;
      if (page.next === undefined) break;
      after = page.next;
      print(`${count(found)} READY images found, ${count(queued)} queued; to continue here: --after ${after}`);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    // Before the first page is done, the same command has to be repeated without a position.
    if (after === start) throw error;
    print(`Stopped after ${count(found)} images. To continue, run the same command with --after ${after}`);
    throw error;
  }
  const rest = missing ? ' that lack a size' : '';
  print(`${count(found)} READY images found, ${count(queued)}${rest} queued. The resizer is working on them.`);
  if (queued > 0) print('When the queue is empty, run it again with --missing: it queues the images that still lack a size.');
}

const count = (n: number) => n.toLocaleString('en-US');
