/** The word that was probably meant, dashes in front aside; `undefined` when none is alike. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const ranked = known
    .map((word) => {
      const plain = word.replace(/^-+/, '');
      const begins = wanted.length >= 2 && plain.startsWith(wanted);
      return { word, distance: begins ? 0 : distance(wanted, plain) };
    })
    .sort((a, b) => a.distance - b.distance);
  // Of a short word, two changes leave nothing.
  const [best] = ranked;
  return best && best.distance <= Math.min(2, Math.floor(wanted.length / 2)) ? best.word : undefined;
}

/** How many letters must be put in, left out, exchanged or swapped with the next to make one of the other. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)));
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const row = rows[i] as number[];
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(a.length, b.length);
}
