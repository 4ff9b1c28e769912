import type { PendingStage } from './state/pending-stage';

/** Formats numbers and states for users. */

const locale = 'en-US';

/** `1,536`, `12.2`. @param digits maximum number of decimals */
export const numberText = (value: number, digits = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits });

/** `812 bytes`, `38.4 kB`, `2.7 MB`: decimal units, like file managers. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 999_950) return `${numberText(bytes / 1000, 1)} kB`;
  return `${numberText(bytes / 1_000_000, 1)} MB`;
}

/** Upper limits in whole `MB`, rounded down, so that the text never exceeds the limit. */
export const limitText = (bytes: number) => `${Math.floor(bytes / 1_000_000)} MB`;

export const pixelsText = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`;

/** `84 ms`, `1.35 s`. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${numberText(ms / 1000, 2)} s`;
}

/** Never in exponential notation: `0.0000048`. */
export function usdText(usd: number): string {
  return usd.toLocaleString(locale, { maximumSignificantDigits: 2, maximumFractionDigits: 10 });
}

/** In the user's time zone: `22 November 2026, 14:05`. */
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
export const countText = (count: number, noun: string) => `${numberText(count, 0)} ${noun}${count === 1 ? '' : 's'}`;

/** A measured share: `4.7%`, `37%`. */
export const shareText = (share: number) => share.toLocaleString(locale, { style: 'percent', maximumSignificantDigits: 2 });

/** Progress in whole percent; 100% only when everything is done. */
export const progressText = (share: number) => `${Math.floor(share * 100)}%`;

/** The text for a PENDING image. */
export const stageText: Readonly<Record<PendingStage, string>> = {
  unsent:
    'Waiting for the upload. If no other tab is uploading the file, the upload was interrupted: choose the file again, or remove this entry.',
  resizing: 'Resizing …',
  slow: 'Still resizing. This takes longer than usual.',
  doubtful: 'Not ready after five minutes. The upload may have failed: choose the file again, or remove this entry.',
};
