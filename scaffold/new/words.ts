/** `list-tags` becomes `list tags`. */
export const phraseOf = (name: string): string => name.replaceAll('-', ' ');

/** `list-tags` becomes `List tags`. */
export function sentenceOf(name: string): string {
  const phrase = phraseOf(name);
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** `{ a, b }`, or `{}`. */
export const braces = (parts: readonly string[]): string => (parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}');
