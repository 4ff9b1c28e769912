import type { Counter, UsageCounters } from '../../lambda/core/ports';

const at = new Date('2026-11-22T12:00:00Z');
const later = new Date(at.getTime() + 1);

/** What every `UsageCounters` does, on whatever it stores them. */
export function usageCountersContract(open: () => UsageCounters): void {
  let counters: UsageCounters;
  beforeAll(() => {
    counters = open();
  });

  let owners = 0;
  const stored = (): Counter => {
    owners += 1;
    return { owner: `counted-${owners}`, name: 'storedImages' };
  };

  it('adds up to the limit, and not one more, however many add at once', async () => {
    const counter = stored();
    const added = await Promise.all(Array.from({ length: 50 }, () => counters.add(counter, 20, at)));
    expect(added.filter(Boolean)).toHaveLength(20);
    expect(await counters.read(counter)).toBe(20);
  });

  it('adds nothing to a counter above a limit that was lowered', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.add(counter, 10, at);
    expect(await counters.add(counter, 1, at)).toBe(false);
    expect(await counters.read(counter)).toBe(2);
  });

  it('takes away down to nothing, and no further', async () => {
    const counter = stored();
    await counters.subtract(counter, at);
    expect(await counters.read(counter)).toBe(0);
    await counters.add(counter, 10, at);
    await Promise.all(Array.from({ length: 5 }, () => counters.subtract(counter, at)));
    expect(await counters.read(counter)).toBe(0);
  });

  it('corrects a counter only while it stands where it was seen, and nothing was added of late', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.correct(counter, 5, 7, later, later);
    await counters.correct(counter, 1, 7, at, later);
    expect(await counters.read(counter)).toBe(1);
    await counters.correct(counter, 1, 7, later, later);
    expect(await counters.read(counter)).toBe(7);
    // One that was never added to stands right where it is.
    const none = stored();
    await counters.correct(none, 0, 7, later, later);
    expect(await counters.read(none)).toBe(0);
  });

  it('takes nothing away from a counter that was corrected meanwhile', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.correct(counter, 1, 7, later, later);
    await counters.subtract(counter, at);
    await counters.subtract(counter, later);
    expect(await counters.read(counter)).toBe(7);
    await counters.subtract(counter, new Date(later.getTime() + 1));
    expect(await counters.read(counter)).toBe(6);
  });

  it('keeps owners, days and kinds apart', async () => {
    const { owner } = stored();
    const counter = (of: string, day: string): Counter => ({ owner: of, name: 'uploadsPerDay', day });
    await counters.add(counter(owner, '2026-11-22'), 1, at);

    expect(await counters.add(counter(owner, '2026-11-22'), 1, at)).toBe(false);
    expect(await counters.add(counter(owner, '2026-11-23'), 1, at)).toBe(true);
    expect(await counters.add(counter(`${owner} `, '2026-11-22'), 1, at)).toBe(true);
    expect(await counters.add({ owner, name: 'storedImages' }, 1, at)).toBe(true);
  });
}
