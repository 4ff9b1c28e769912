import type { Markers } from '../../lambda/core/ports';

/** The contract of every `Markers`. */
export function markersContract(open: () => Markers): void {
  let markers: Markers;
  beforeAll(() => {
    markers = open();
  });

  it('starts from the beginning when nothing was saved', async () => {
    expect(await markers.load('new')).toBeUndefined();
  });

  it('continues at the key that was saved last, whatever characters it contains', async () => {
    for (const key of ['uploads/a/1', 'uploads/o%27neil/ünï 😀', `uploads/${'a'.repeat(1000)}`]) {
      await markers.save('originals', key);
      expect(await markers.load('originals')).toBe(key);
    }
  });

  it('starts from the beginning when no key is saved', async () => {
    await markers.save('originals', 'uploads/a/1');
    await markers.save('originals', undefined);
    expect(await markers.load('originals')).toBeUndefined();
    await markers.save('originals', undefined);
    expect(await markers.load('originals')).toBeUndefined();
  });

  it('distinguishes names', async () => {
    await markers.save('one', '1');
    await markers.save('other', '2');
    expect([await markers.load('one'), await markers.load('other')]).toEqual(['1', '2']);
  });
}
