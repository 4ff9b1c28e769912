import type { ScheduledEvent } from 'aws-lambda';
import { notUploaded } from '../../../lambda/core/rejection';
import { TestClock } from '../../../lib/testing/test-clock';
import { TestLog } from '../../../lib/testing/test-log';
import { nextRun, runTimer, type TimerProps } from '../../../local/eventbridge/timer';
import { imageIn, newImageIn } from '../../support/json';
import { startLocal, until } from '../../support/local';

// part: sweep
test('an image without a file becomes FAILED soon after the next start', async () => {
  const clock = new TestClock();
  const first = await startLocal({ clock });
  const { id } = await newImageIn(
    first.alice.fetch(`${first.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
  );
  await first.close();
  clock.advance(2 * 60 * 60_000);

  const second = await startLocal({ clock, dataDir: first.dataDir });
  const image = await until(async () => {
    const now = await imageIn(second.alice.fetch(`${second.url}/images/${id}`));
    return now.status !== 'PENDING' && now;
  });
  expect(image).toMatchObject({ status: 'FAILED', reason: notUploaded.reason });
  await second.close();
});

describe('a timer', () => {
  const clock = new TestClock(new Date('2026-11-29T12:00:30.250Z'));
  let log: TestLog;
  let stopping: AbortController;
  let events: ScheduledEvent[];

  beforeEach(() => {
    log = new TestLog();
    stopping = new AbortController();
    events = [];
  });

  /** Runs a timer until it has invoked the function this many times. */
  async function run(count: number, props: Partial<TimerProps> = {}, work: () => Promise<void> = async () => undefined) {
    const invoke = async (event: unknown) => {
      events.push(event as ScheduledEvent);
      if (events.length >= count) stopping.abort();
      await work();
    };
    const every = { everyMs: 1 };
    await runTimer({ name: 'send-digest', invoke, schedule: every, retries: 0, retryMs: 1, clock, log, ...props }, stopping.signal);
  }

  it('sends the event of EventBridge Scheduler, with an id of each run', async () => {
    await run(2);
    expect(events[0]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '000000000000',
      time: '2026-11-29T12:00:30Z',
      region: 'local',
      resources: ['arn:aws:scheduler:local:000000000000:schedule/default/send-digest'],
      detail: '{}',
    });
    expect(events[1]?.id).not.toBe(events[0]?.id);
  });

  it('starts one run after the other, and resolves when the last one has ended', async () => {
    let running = 0;
    let most = 0;
    await run(6, {}, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    });
    expect({ most, running }).toEqual({ most: 1, running: 0 });
  });

  it('continues after a failed run', async () => {
    await run(3, {}, () => Promise.reject(new Error('The service is out.')));
    const errors = log.entries.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(3);
    expect(errors[0]).toMatchObject({ message: 'A run of send-digest failed and was not retried; the schedule continues.' });
  });

  it('retries a failed run with the same event, up to its maximum', async () => {
    await run(6, { retries: 2 }, () => Promise.reject(new Error('The service is out.')));
    expect(new Set(events.slice(0, 3).map(({ id }) => id)).size).toBe(1);
    expect(events[3]?.id).not.toBe(events[0]?.id);
  });

  it('waits for the time of a cron expression, by the clock', async () => {
    const later = new TestClock(new Date('2026-11-29T12:00:59.950Z'));
    const moved = setTimeout(() => later.advance(60), 20);
    await run(1, { schedule: { cron: '1 13 * * ? *', timeZone: 'Europe/Zurich' }, clock: later });
    clearTimeout(moved);
    expect(events.map(({ time }) => time)).toEqual(['2026-11-29T12:01:00Z']);
  });

  it('ends when a cron expression has no further time', async () => {
    await run(1, { schedule: { cron: '0 8 * * ? 2025' } });
    expect(events).toEqual([]);
  });
});

describe('the next run', () => {
  const sunday = new Date('2026-11-29T12:00:00Z');

  it.each([
    ['0 8 ? * MON-FRI *', 'Europe/Zurich', '2026-11-30T07:00:00.000Z'],
    ['0 8 ? * MON-FRI *', undefined, '2026-11-30T08:00:00.000Z'],
    // AWS counts days from Sunday, which is 1.
    ['0 8 ? * 3 *', undefined, '2026-12-01T08:00:00.000Z'],
    ['0 8 ? * 2-6 *', undefined, '2026-11-30T08:00:00.000Z'],
    ['0 8 ? * 1,7 *', undefined, '2026-12-05T08:00:00.000Z'],
    ['0 8 ? * 6#2 *', undefined, '2026-12-11T08:00:00.000Z'],
    ['0 8 ? * 6L *', undefined, '2026-12-25T08:00:00.000Z'],
    ['0 8 ? * L *', undefined, '2026-12-05T08:00:00.000Z'],
    ['0 8 L * ? *', undefined, '2026-11-30T08:00:00.000Z'],
    ['0/15 * * * ? *', undefined, '2026-11-29T12:15:00.000Z'],
    ['30 7 1 JAN ? 2028', 'America/New_York', '2028-01-01T12:30:00.000Z'],
  ])('of %s in %s is %s', (cron, timeZone, expected) => {
    expect(nextRun({ cron, timeZone }, sunday)?.toISOString()).toBe(expected);
  });
});
