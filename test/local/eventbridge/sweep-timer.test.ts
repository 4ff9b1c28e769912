import { notUploaded } from '../../../lambda/core/rejection';
import { TestClock } from '../../../lib/testing/test-clock';
import { runSweepTimer } from '../../../local/eventbridge/sweep-timer';
import { imageIn, newImageIn } from '../../support/json';
import { startLocal, until } from '../../support/local';
import { withOne } from '../../support/resizing';
import { hour, minute, openSweeping, type Sweeping } from '../../support/sweeping';

test('an image whose file never came is FAILED soon after the next start', async () => {
  const clock = new TestClock();
  const first = await startLocal({ clock });
  const { id } = await newImageIn(
    first.alice.fetch(`${first.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
  );
  await first.close();
  clock.advance(2 * hour);

  const second = await startLocal({ clock, dataDir: first.dataDir });
  const image = await until(async () => {
    const now = await imageIn(second.alice.fetch(`${second.url}/images/${id}`));
    return now.status !== 'PENDING' && now;
  });
  expect(image).toMatchObject({ status: 'FAILED', reason: notUploaded.reason });
  await second.close();
});

describe('the timer', () => {
  let sweeping: Sweeping;
  beforeEach(() => {
    sweeping = openSweeping();
  });

  /** Runs the timer until it has given so many turns to a sweep that begins as `turn` says. */
  async function turns(count: number, turn: () => Promise<void>): Promise<void> {
    const { common, own } = sweeping.services;
    const stopping = new AbortController();
    let given = 0;
    const counted = withOne(sweeping.services, 'pending', 'list', async () => {
      given += 1;
      if (given >= count) stopping.abort();
      await turn();
      return [];
    });
    await runSweepTimer({ common, own: { ...own, ...counted } }, stopping.signal, 1);
    expect(given).toBeGreaterThanOrEqual(count);
  }

  it('gives the sweep one turn after the other, and settles when the last has ended', async () => {
    let running = 0;
    let most = 0;
    await turns(6, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    });
    expect({ most, running }).toEqual({ most: 1, running: 0 });
  });

  it('tells of a sweep that failed, and goes on', async () => {
    await turns(3, () => Promise.reject(new Error('The service is out.')));
    const told = sweeping.services.log.entries.filter(({ level }) => level === 'error');
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told[0]).toMatchObject({ detail: { message: expect.stringContaining('The service is out.') } });
  });

  it('hands what it finds to the queue it was given', async () => {
    const { id } = await sweeping.unheard();
    sweeping.services.clock.advance(16 * minute);
    const stopping = new AbortController();
    const stopped = withOne(sweeping.services, 'uploads', 'announce', async (upload) => {
      stopping.abort();
      return sweeping.services.own.uploads.announce(upload);
    });
    const { common, own } = sweeping.services;
    await runSweepTimer({ common, own: { ...own, ...stopped } }, stopping.signal, 1);
    expect(sweeping.services.announced.map((upload) => upload.id)).toEqual([id]);
  });
});
