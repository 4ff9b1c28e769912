/** On one line. */
export const flat = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ');

/** The beginning of a sentence that refers to the sentence before it. */
const backReference = new RegExp(
  `^\\**(?:${[
    'It|Its|They|Their|This|That|These|Those|Both|Neither|Such|So|Then|Only then|Otherwise|Therefore|Here|Also',
    '(?:After|Because of|Before|By|For|From|In|Of|Until|With|Without) (?:it|them|this|that|these|those|which|the same)',
    '(?:Each|One|All|None) of (?:them|these|those)',
    'The (?:block|command|same|rest|latter|former|others|(?:first|second|third|last|next|other) (?:command|line|one|step))',
  ].join('|')})\\b`,
);

/** Words in bold that begin an item or a paragraph. */
const label = /^\*\*[^*]+(?:[.:]\*\*|\*\*:)$/;

/**
 * Without its stale sentences, and those after them that refer back to them.
 * @param isAfterRemoved whether what is before the text was removed
 */
export function pruneSentences(text: string, isStale: (text: string) => boolean, isAfterRemoved = false): string {
  const sentences = flat(text)
    .replaceAll(/ \((?:[^()]|\([^()]*\))*\)/g, (aside) => (isStale(aside) ? '' : aside))
    .split(/(?<=[.!?]\**|\*\*:|:\*\*) (?=[A-Z`[*"])/);
  const [first = ''] = sentences;
  if (label.test(first) && isStale(first)) return '';
  let isOrphan = isAfterRemoved;
  const kept = sentences.filter((sentence) => {
    isOrphan = isStale(sentence) || (isOrphan && backReference.test(sentence));
    return !isOrphan;
  });
  const isOnlyLabel = kept.length < sentences.length && kept.every((sentence) => label.test(sentence));
  return isOnlyLabel ? '' : kept.join(' ');
}

const width = 140;

/** Breaks a string into lines. @param indent of every line but the first */
export function wrap(text: string, indent: string): string {
  const lines = [/^ */.exec(text)?.[0] ?? ''];
  // A comment and the word before it are one word: a comment on two lines, or at the start of one, would mark nothing. So is code.
  for (const word of text.match(/(?:\S+ (?=<!--))?(?:<!--.*?-->|`[^`]*`|\S)+/g) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line.trim() !== '' && line.length + 1 + word.length > width) lines.push(indent + word);
    else lines[lines.length - 1] = line.trim() === '' ? line + word : `${line} ${word}`;
  }
  return lines.join('\n');
}
