import type { Markers } from '../../lambda/core/ports';

/** What every `Markers` does. */
export function markersContract(open: () => Markers): void {
  let markers: Markers;
  beforeAll(() => {
    markers = open();
  });

  it('begins anew where nothing was saved', async () => {
    expect(await markers.load('new')).toBeUndefined();
  });

  it('goes on at the key that was saved last, however it looks', async () => {
    for (const key of ['uploads/a/1', 'uploads/o%27neil/ünï 😀', `uploads/${'a'.repeat(1000)}`]) {
      await markers.save('originals', key);
      expect(await markers.load('originals')).toBe(key);
    }
  });

  it('begins anew when no key is saved', async () => {
    await markers.save('originals', 'uploads/a/1');
    await markers.save('originals', undefined);
    expect(await markers.load('originals')).toBeUndefined();
    await markers.save('originals', undefined);
    expect(await markers.load('originals')).toBeUndefined();
  });

  it('keeps names apart', async () => {
    await markers.save('one', '1');
    await markers.save('other', '2');
    expect([await markers.load('one'), await markers.load('other')]).toEqual(['1', '2']);
  });
}
