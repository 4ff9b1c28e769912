import fc from 'fast-check';
import { normalizeSequencer } from '../../lambda/core/sequencer';

const hex = fc.stringMatching(/^[0-9A-Fa-f]{1,24}$/);

/** S3's rule, written the other way round: digit by digit, where a missing digit counts as zero. */
function compareAsS3(a: string, b: string): number {
  for (let digit = 0; digit < Math.max(a.length, b.length); digit += 1) {
    const difference = Number.parseInt(a[digit] ?? '0', 16) - Number.parseInt(b[digit] ?? '0', 16);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

describe('normalizeSequencer', () => {
  it('makes texts that compare as S3 compares sequencers', () => {
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        const [left, right] = [normalizeSequencer(a), normalizeSequencer(b)];
        expect(left < right ? -1 : left > right ? 1 : 0).toBe(compareAsS3(a, b));
      }),
    );
  });

  it('takes as many digits as it has room for', () => {
    expect(normalizeSequencer('a'.repeat(64))).toBe('A'.repeat(64));
  });

  it.each(['', 'xyz', '12 34', '-1', 'a'.repeat(65)])('refuses %j', (text) =>
    expect(() => normalizeSequencer(text)).toThrow(RangeError),
  );
});
