import type { ImageKey } from '../../lambda/core/image';

/** Why an image is not in the home as it is in the archive, and what to do. */
export const explanations = {
  conflict:
    'the record differs in the home, and is not the one that an import wrote. It was not changed. Keep it, or delete the image in the home and import again',
  'removed-in-source':
    'the source removed it after an earlier import, but the home has changed it since. Delete it in the home, unless you want to keep it',
  'removed-in-home': 'it was removed in the home after an earlier import, and was not restored',
  'record-missing':
    'the home has no such record. Import again; if the home was emptied since, remove the folder imports of the archive first',
  'record-differs': 'the record in the home is older and differs. Import again',
  'file-missing':
    'the home does not have the file. Import again; if the file was removed in the home, remove the folder imports of the archive first',
  'file-differs': 'the file in the home has another checksum. Import again, after you removed the folder imports of the archive',
  'headers-differ':
    'the file in the home has other headers, such as its content type. Import again, after you removed the folder imports of the archive',
  archive: 'the archive is corrupt. Run the same npm run export again; it fetches what is missing. Or copy the archive again',
} as const;

export type DifferenceKind = keyof typeof explanations;

export interface Difference extends ImageKey {
  readonly kind: DifferenceKind;
  /** A file, or what is wrong with it. */
  readonly what?: string;
}

const mostShown = 20;

/** The differences, grouped by what to do. */
export function describeDifferences(differences: readonly Difference[]): string[] {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const ofKind = differences.filter((difference) => difference.kind === kind);
    const shown = ofKind
      .slice(0, mostShown)
      .map(({ owner, id, what }) => `  ${JSON.stringify(owner)} ${id}${what ? `: ${what}` : ''}`);
    const rest = ofKind.length - shown.length;
    return [`${ofKind.length} × ${kind}: ${explanations[kind]}.`, ...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])];
  });
}
