import type { Counter, UsageCounters } from '../../lambda/core/ports';

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
    const added = await Promise.all(Array.from({ length: 50 }, () => counters.add(counter, 20)));
    expect(added.filter(Boolean)).toHaveLength(20);
    expect(await counters.read(counter)).toBe(20);
  });

  it('adds nothing to a counter above a limit that was lowered', async () => {
    const counter = stored();
    await counters.add(counter, 10);
    await counters.add(counter, 10);
    expect(await counters.add(counter, 1)).toBe(false);
    expect(await counters.read(counter)).toBe(2);
  });

  it('takes away down to nothing, and no further', async () => {
    const counter = stored();
    await counters.subtract(counter);
    expect(await counters.read(counter)).toBe(0);
    await counters.add(counter, 10);
    await Promise.all(Array.from({ length: 5 }, () => counters.subtract(counter)));
    expect(await counters.read(counter)).toBe(0);
  });

  it('corrects a counter only while it stands where it was seen', async () => {
    const counter = stored();
    await counters.add(counter, 10);
    await counters.correct(counter, 5, 7);
    expect(await counters.read(counter)).toBe(1);
    await counters.correct(counter, 1, 7);
    expect(await counters.read(counter)).toBe(7);
  });

  it('keeps owners, days and kinds apart', async () => {
    const { owner } = stored();
    const counter = (of: string, day: string): Counter => ({ owner: of, name: 'uploadsPerDay', day });
    await counters.add(counter(owner, '2026-11-22'), 1);

    expect(await counters.add(counter(owner, '2026-11-22'), 1)).toBe(false);
    expect(await counters.add(counter(owner, '2026-11-23'), 1)).toBe(true);
    expect(await counters.add(counter(`${owner} `, '2026-11-22'), 1)).toBe(true);
    expect(await counters.add({ owner, name: 'storedImages' }, 1)).toBe(true);
  });
}
