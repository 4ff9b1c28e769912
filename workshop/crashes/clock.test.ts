import type { ImageResource } from '../../lambda/api/image-resource';
import type { Clock } from '../../lambda/core/ports';
import { photo } from '../../lib/testing/images/photo';
import { seeded } from '../../lib/testing/random';
import { largestSize } from '../../lib/testing/sizes';
import { imageIn, newImageIn, pageIn } from '../../test/support/json';
import { startLocal } from '../../test/support/local';
import type { LocalUser } from '../../test/support/user';
import { crashSettings } from './seed';

jest.setTimeout(30_000);

const { seed } = crashSettings();
const hour = 3_600_000;

const timers = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** A running clock whose time of day can jump. Its ticks are not affected. */
class JumpingClock implements Clock {
  private offset = 0;

  now(): Date {
    return new Date(performance.timeOrigin + performance.now() + this.offset);
  }

  ticks(): number {
    return performance.now();
  }

  /** Also moves the system time, from which ids, versions and messages are created. */
  jump(ms: number): void {
    this.offset += ms;
    jest.setSystemTime(this.now());
  }
}

beforeEach(() => {
  // Only the time of day; timers are not affected.
  jest.useFakeTimers({ doNotFake: [...timers] });
});

afterEach(() => jest.useRealTimers());

/** Waits until the image is READY and its largest size has this width. It counts attempts, because the clock of this test jumps. */
async function readyWith(width: number, address: string, user: LocalUser): Promise<ImageResource> {
  for (let count = 0; count < 500; count += 1) {
    const image = await imageIn(user.fetch(address));
    if (image.sizes?.[largestSize]?.width === width) return image;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${address} is still not ${width} pixels wide.`);
}

test.each([
  ['hours', hour],
  ['days', 24 * hour],
  ['years', 365 * 24 * hour],
])(
  'processes the first upload of a form and ignores the others while the clock jumps by %s, also across a restart',
  async (_, unit) => {
    const random = seeded(seed);
    const clock = new JumpingClock();
    const jump = () => clock.jump(Math.round((random() * 2 - 1) * 3 * unit));

    let application = await startLocal({ clock });
    const ids: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      jump();
      const { id, upload } = await newImageIn(
        application.alice.fetch(`${application.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
      );
      ids.push(id);
      // The form is still valid when the clock goes back.
      for (const width of [500, 300, 400]) {
        clock.jump(-Math.round(random() * unit));
        const form = new FormData();
        for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
        form.append('file', new Blob([new Uint8Array(await photo({ width, height: 100 }))]));
        expect((await fetch(upload.url, { method: 'POST', body: form })).status).toBe(204);
        const image = await readyWith(500, `${application.url}/images/${id}`, application.alice);
        expect(image.processing?.ms).toBeGreaterThanOrEqual(0);
        expect(image.processing?.queuedMs).toBeGreaterThanOrEqual(0);
      }
      jump();
      if (round === 0) {
        await application.close();
        application = await startLocal({ clock, dataDir: application.dataDir });
      }
    }
    // Sorted by id: after a large jump back, the later image has the smaller id.
    const { items } = await pageIn(application.alice.fetch(`${application.url}/images`));
    expect(items.map(({ id }) => id)).toEqual([...ids].sort().reverse());
    expect(items.map(({ sizes }) => sizes?.[largestSize]?.width)).toEqual([500, 500]);
    expect(application.log.entries.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
    await application.close();
  },
);
