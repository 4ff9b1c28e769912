import type { Counter, UsageCounters } from '../../lambda/core/ports';

const at = new Date('2026-11-22T12:00:00Z');
const later = new Date(at.getTime() + 1);

/** The contract of every `UsageCounters`. */
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

  it('increments up to the limit, and never beyond it, under any concurrency', async () => {
    const counter = stored();
    const added = await Promise.all(Array.from({ length: 50 }, () => counters.add(counter, 20, at)));
    expect(added.filter(Boolean)).toHaveLength(20);
    expect(await counters.read(counter)).toBe(20);
  });

  it('does not increment a counter above a lowered limit', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.add(counter, 10, at);
    expect(await counters.add(counter, 1, at)).toBe(false);
    expect(await counters.read(counter)).toBe(2);
  });

  it('decrements to zero, and no further', async () => {
    const counter = stored();
    await counters.subtract(counter, at);
    expect(await counters.read(counter)).toBe(0);
    await counters.add(counter, 10, at);
    await Promise.all(Array.from({ length: 5 }, () => counters.subtract(counter, at)));
    expect(await counters.read(counter)).toBe(0);
  });

  it('corrects a counter only if it still has the value that was read, and was not incremented recently', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.correct(counter, 5, 7, later, later);
    await counters.correct(counter, 1, 7, at, later);
    expect(await counters.read(counter)).toBe(1);
    await counters.correct(counter, 1, 7, later, later);
    expect(await counters.read(counter)).toBe(7);
    // A counter that was never incremented is correct.
    const none = stored();
    await counters.correct(none, 0, 7, later, later);
    expect(await counters.read(none)).toBe(0);
  });

  it('does not decrement a counter that was corrected meanwhile', async () => {
    const counter = stored();
    await counters.add(counter, 10, at);
    await counters.correct(counter, 1, 7, later, later);
    await counters.subtract(counter, at);
    await counters.subtract(counter, later);
    expect(await counters.read(counter)).toBe(7);
    await counters.subtract(counter, new Date(later.getTime() + 1));
    expect(await counters.read(counter)).toBe(6);
  });

  it('separates owners, days and kinds', async () => {
    const { owner } = stored();
    const counter = (of: string, day: string): Counter => ({ owner: of, name: 'uploadsPerDay', day });
    await counters.add(counter(owner, '2026-11-22'), 1, at);

    expect(await counters.add(counter(owner, '2026-11-22'), 1, at)).toBe(false);
    expect(await counters.add(counter(owner, '2026-11-23'), 1, at)).toBe(true);
    expect(await counters.add(counter(`${owner} `, '2026-11-22'), 1, at)).toBe(true);
    expect(await counters.add({ owner, name: 'storedImages' }, 1, at)).toBe(true);
  });
}
