/** A question for the known name that is nearest to a mistyped one, with a space before it; nothing where none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, changes: changesBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, changes }) => changes <= Math.max(1, candidate.length / 3) || isBeginning(name, candidate))
    .sort((a, b) => a.changes - b.changes);
  return nearest ? ` Did you mean "${nearest.candidate}"?` : '';
}

const isBeginning = (a: string, b: string) => Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a));

/** How many letters must be added, removed, replaced or swapped with their neighbor (optimal string alignment distance). */
function changesBetween(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
