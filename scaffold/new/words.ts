/** `list-tags` becomes `List tags`. */
export function sentenceOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `{ a, b }`, or `{}`. */
export const braces = (parts: readonly string[]): string => (parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}');
