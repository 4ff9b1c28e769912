import { type Avoided, type Quotation, quotations, vocabulary } from './vocabulary';

export interface Finding {
  readonly line: number;
  readonly words: string;
  readonly instead: string;
}

/** Between two words: spaces, or a line break with the comment or quote marker of the next line. */
const gap = String.raw`\s+(?:(?:\*|//|#|>)\s+)?`;

/** One expression with a group for each row, so that a file is searched once. A segment of a path is no word. */
export function expressionOf(rows: readonly Avoided[]): RegExp {
  const alternatives = rows.map(({ phrase }) => `(${phrase.replaceAll(' ', gap)})`);
  return new RegExp(`(?<![\\w/-])(?:${alternatives.join('|')})(?![\\w-])`, 'gi');
}

const expression = expressionOf(vocabulary);

/**
 * The avoided words of a file. In Markdown, code and block quotes are not searched. Everywhere else the whole file is: names in
 * code are words that people read, too.
 * @param file its path from the root of the project, with forward slashes
 */
export function findWords(file: string, text: string, quoted: readonly Quotation[] = quotations): Finding[] {
  let prose = file.endsWith('.md') ? withoutCode(text) : text;
  for (const { words } of quoted.filter((quotation) => quotation.file === file)) prose = prose.replaceAll(words, blank);
  return [...prose.matchAll(expression)].map((match) => {
    const [words, ...rows] = match;
    return {
      line: prose.slice(0, match.index).split('\n').length,
      words: words.replaceAll(new RegExp(gap, 'g'), ' '),
      instead: vocabulary[rows.indexOf(words)]?.instead ?? '',
    };
  });
}

/** Quotations that are no longer in their file. */
export function staleQuotations(read: (file: string) => string, quoted: readonly Quotation[] = quotations): Quotation[] {
  return quoted.filter(({ file, words }) => !read(file).includes(words));
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```|`[^`\n]+`|^>.*$/gms, blank);
}

/** Keeps the line breaks, so that line numbers stay. */
const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
