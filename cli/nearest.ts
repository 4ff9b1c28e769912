import { distance } from 'fastest-levenshtein';

/** Returns the known word that is most similar to the given one, ignoring leading dashes; `undefined` when none is similar. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  const ranked = known
    .map((word) => ({ word, edits: isBeginning(wanted, plain(word)) ? 0 : distance(wanted, plain(word)) }))
    .sort((a, b) => a.edits - b.edits);
  // A short word with more edits has nothing in common with the original.
  const [best] = ranked;
  return best && best.edits <= Math.min(2, Math.ceil(wanted.length / 2)) ? best.word : undefined;
}

const plain = (word: string) => word.replace(/^-+/, '').toLowerCase();

const isBeginning = (a: string, b: string) => Math.min(a.length, b.length) >= 2 && (b.startsWith(a) || a.startsWith(b));
