import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant, dashes in front aside; `undefined` when none is alike. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  const ranked = known
    .map((word) => ({ word, edits: isBeginning(wanted, plain(word)) ? 0 : distance(wanted, plain(word)) }))
    .sort((a, b) => a.edits - b.edits);
  // Of a short word, more edits leave nothing.
  const [best] = ranked;
  return best && best.edits <= Math.min(2, Math.ceil(wanted.length / 2)) ? best.word : undefined;
}

const plain = (word: string) => word.replace(/^-+/, '').toLowerCase();

const isBeginning = (a: string, b: string) => Math.min(a.length, b.length) >= 2 && (b.startsWith(a) || a.startsWith(b));
