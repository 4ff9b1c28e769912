import type { InvalidField } from './problem';

/** Values are shown up to this length: enough to recognise a slip, too little to carry a page. */
const longestValue = 100;

/** A value of a request as an answer shows it: true to what came, and JSON that every client can read. */
export function shown(value: unknown): InvalidField['value'] {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  // JSON knows neither Infinity, which is what a number becomes that is too large, nor a difference between 0 and -0 on its way out.
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : numeral(value);
  return shorten(typeof value === 'string' ? value : Array.isArray(value) ? '[…]' : '{…}');
}

/** Such a value within a sentence. Only what is text stands in quotes. */
export function inSentence(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'number' && !Number.isFinite(value)) return `a number too large to be read (${numeral(value)})`;
  return `${shown(value)}`;
}

const numeral = (value: number) => (Object.is(value, -0) ? '-0' : `${value}`);

/** Text of bounded length. Halves of characters, which not every client could read, are shown as JSON writes them. */
export function shorten(text: string): string {
  return cut(text).replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** Never within a character. */
const cut = (text: string) =>
  text.length > longestValue ? `${text.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}…` : text;
