import { setTimeout as wait } from 'node:timers/promises';
import type { StartedImage } from '../../client/image';
import { ImageClient } from '../../client/image-client';
import type { DemoTarget } from '../demo/demo-target';

type Target = Pick<DemoTarget, 'url' | 'token' | 'fetch'>;

/** What became of the uploads that the application has accepted. */
export interface Uploads {
  readonly ready: number;
  readonly failed: number;
  /** Until none was PENDING, from the first file on, in seconds. */
  readonly seconds: number;
}

/** Longest time until all are READY, in milliseconds. */
const patience = 15 * 60_000;

/** Uploads a photo to each form at the same moment, and waits until every image is READY or FAILED. */
export async function finishUploads(target: Target, started: readonly StartedImage[], photo: Blob): Promise<Uploads> {
  const startedAt = performance.now();
  const ask = target.fetch ?? fetch;
  await Promise.all(
    started.map(async ({ upload: { url, fields } }) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', photo);
      await ask(url, { method: 'POST', body: form }).then((answer) => answer.arrayBuffer());
    }),
  );
  const client = new ImageClient(target.url, target);
  const pending = new Set(started.map(({ id }) => id));
  let failed = 0;
  while (pending.size > 0 && performance.now() - startedAt < patience) {
    for (const id of [...pending].slice(0, 20)) {
      const { status } = await client.get(id);
      if (status === 'PENDING') break;
      pending.delete(id);
      if (status === 'FAILED') failed += 1;
    }
    if (pending.size > 0) await wait(100);
  }
  return { ready: started.length - failed - pending.size, failed, seconds: (performance.now() - startedAt) / 1000 };
}

/** Deletes the images of a spike, a few at a time, because the throttle holds for that too. */
export async function removeAll(target: Target, started: readonly StartedImage[]): Promise<void> {
  const client = new ImageClient(target.url, target);
  const left = [...started];
  const lane = async () => {
    for (let image = left.pop(); image; image = left.pop()) await client.remove(image.id);
  };
  await Promise.all(Array.from({ length: 5 }, lane));
}
