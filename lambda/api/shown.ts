import type { InvalidField } from './problem';

/** Maximum length of a value in an answer: enough to recognize a mistake, too short to carry a page. */
const longestValue = 100;

/** Returns a value of a request as an answer shows it: close to the value received, and JSON that every client can read. */
export function shown(value: unknown): InvalidField['value'] {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  // JSON has no Infinity, which the parser returns for a number that is too large, and it writes -0 as 0.
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : numeral(value);
  return shorten(typeof value === 'string' ? value : Array.isArray(value) ? '[…]' : '{…}');
}

/** Returns such a value for use in a sentence. Only strings have quotes. */
export function inSentence(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'number' && !Number.isFinite(value)) return `a number that is too large (${numeral(value)})`;
  return `${shown(value)}`;
}

const numeral = (value: number) => (Object.is(value, -0) ? '-0' : `${value}`);

/** Shortens a string. Escapes unpaired surrogates as JSON does, because not every client can read them. */
export function shorten(text: string): string {
  return cut(text).replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** Cuts a string, but never within a character. */
const cut = (text: string) =>
  text.length > longestValue ? `${text.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}…` : text;
