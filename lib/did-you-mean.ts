import { nearest } from '../cli/nearest';

/** A question for the known name that is nearest to a mistyped one, with a space before it; empty where none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant ? ` Did you mean "${meant}"?` : '';
}
