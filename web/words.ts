/** Numbers as people read them. */

const number = (value: number, digits: number) => value.toLocaleString('en-US', { maximumFractionDigits: digits });

/** `812 bytes`, `38.4 kB`, `2.7 MB`: in thousands, as file managers count. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 999_950) return `${number(bytes / 1000, 1)} kB`;
  return `${number(bytes / 1_000_000, 1)} MB`;
}

/** What is allowed at most, in whole `MB`; rounded down, so that nobody is promised more. */
export const limitText = (bytes: number) => `${Math.floor(bytes / 1_000_000)} MB`;

export const pixelsText = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`;

/** `84 ms`, `1.35 s`. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number(ms / 1000, 2)} s`;
}

/** Never in powers of ten: `0.0000048`. */
export function usdText(usd: number): string {
  return usd.toLocaleString('en-US', { maximumSignificantDigits: 2, maximumFractionDigits: 10 });
}

/** In the reader's own zone: `22 November 2026, 14:05`. */
export function timeText(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** `1 photo`, `3 photos`. */
export const countText = (count: number, noun: string) => `${number(count, 0)} ${noun}${count === 1 ? '' : 's'}`;
