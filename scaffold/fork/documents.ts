import { posix } from 'node:path';

/** What a document can point to and no longer exists. */
export interface Gone {
  /** Files and folders, relative to the root. */
  isGone(path: string): boolean;
  /** npm scripts. */
  readonly scripts: readonly string[];
  /** Words that belong to removed parts alone. */
  readonly words: readonly RegExp[];
}

/**
 * Removes the table rows and list items that point to what is gone, then the tables without rows and the sections without text.
 * @param path of the document, from which its links lead
 */
export function pruneDocument(path: string, text: string, gone: Gone): string {
  const blocks = itemsOf(text).filter((block) => !isItem(block) || !pointsToGone(path, block, gone));
  return withoutEmptySections(withoutEmptyTables(blocks.join('\n'))).replaceAll(/\n{3,}/g, '\n\n');
}

/** Whether a text links to a file that is gone, names a script that is gone, or mentions a word of a removed part. */
export function pointsToGone(path: string, text: string, gone: Gone): boolean {
  return (
    linksIn(text).some((link) => gone.isGone(targetOf(path, link))) ||
    pathsIn(text).some((name) => gone.isGone(name)) ||
    scriptsIn(text).some((script) => gone.scripts.includes(script)) ||
    gone.words.some((word) => word.test(text))
  );
}

export const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:src|href)="([^"#:]+)"/g)]
    .flatMap(([, a, b]) => a ?? b ?? [])
    .filter((link) => !/^\w+:/.test(link));

/** Paths of the project in backticks. */
const pathsIn = (text: string): string[] => [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)\/?`/g)].map(([, path = '']) => path);

export const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script);

export const targetOf = (path: string, link: string): string => posix.join(posix.dirname(path), link).replace(/\/$/, '');

const isItem = (block: string) => /^\s*(?:\||[-*] |\d+\. )/.test(block);

/** The lines of a text; a list item with the lines that continue it is one. Fenced code stays in single lines that are no items. */
function itemsOf(text: string): string[] {
  const blocks: string[] = [];
  let fenced = false;
  let inItem = false;
  for (const line of text.split('\n')) {
    const fence = /^\s*```/.test(line);
    if (inItem && !fenced && !fence && /^\s{2,}\S/.test(line) && !isItem(line)) {
      blocks[blocks.length - 1] += `\n${line}`;
      continue;
    }
    if (fence) fenced = !fenced;
    inItem = !fenced && /^\s*(?:[-*] |\d+\. )/.test(line);
    blocks.push(fenced && isItem(line) ? `\u0000${line}` : line);
  }
  return blocks;
}

/** A header and its separator, with no row below. */
const withoutEmptyTables = (text: string) => text.replaceAll(/^\|.*\|\n\|[-| :]+\|\n(?!\|)/gm, '');

/** A heading that is followed by a heading of the same or a higher level, or by nothing. */
function withoutEmptySections(text: string): string {
  let current = text;
  for (;;) {
    const next = current.replace(/^(#{2,6}) [^\n]*\n+(?=(#{1,6}) |(?![\s\S]))/gm, (heading, level: string, following?: string) =>
      following === undefined || following.length <= level.length ? '' : heading,
    );
    if (next === current) return current.replaceAll('\u0000', '');
    current = next;
  }
}
