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
 * Removes what points to something that is gone: sentences, table rows, list items and lines of code, then the code blocks,
 * tables and sections that are left empty.
 * @param path of the document, from which its links lead
 */
export function pruneDocument(path: string, text: string, gone: Gone): string {
  const isStale = (part: string) => pointsToGone(path, part, gone);
  if (!isStale(text)) return text;
  const original = blocksOf(text);
  const blocks = withoutEmptiedTables(
    original,
    original.map((block) => prune(block, isStale)),
  );
  // A sentence that announces a code block goes with it.
  const kept = blocks.map((block, index) =>
    blocks[index + 1] === '' && blocks[index + 2]?.startsWith(removedCode)
      ? block.replace(/(?:^|(?<=[.!?]) )[^.!?]*:$/, '')
      : block,
  );
  const lines = kept.filter((block) => !block.startsWith(removedCode) && block !== removed);
  return withoutEmptySections(lines.join('\n')).replaceAll(/\n{3,}/g, '\n\n');
}

/** Whether a string links to a file that is gone, names a script that is gone, or mentions a word of a removed part. */
export function pointsToGone(path: string, text: string, gone: Gone): boolean {
  return (
    linksIn(text).some((link) => gone.isGone(targetOf(path, link))) ||
    pathsIn(text).some((name) => gone.isGone(name)) ||
    scriptsIn(text).some((script) => gone.scripts.includes(script)) ||
    (path.endsWith('.md') && gone.words.some((word) => word.test(text)))
  );
}

/** The relative links and images of a Markdown or HTML text, without their anchors. */
export const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:src|href)="([^"#:]+)"/g)]
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((link) => !/^\w+:/.test(link));

/** Paths in backticks. */
const pathsIn = (text: string): string[] => [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)\/?`/g)].map(([, path = '']) => path);

export const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => script);

export const targetOf = (path: string, link: string): string => posix.join(posix.dirname(path), link).replace(/\/$/, '');

/** Stand in for blocks that are removed, until the text is put together. */
const removed = '\u0000';
const removedCode = '\u0001';

/** Paragraphs, list items, table rows, code blocks, and every other line. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let kind: 'code' | 'prose' | 'other' = 'other';
  for (const line of text.split('\n')) {
    const isFence = /^\s*```/.test(line);
    const isProse = !/^\s*$|^\s*(?:[#|<>]|[-*] |\d+\. |```)/.test(line);
    if (kind === 'code' || (kind === 'prose' && isProse)) blocks.push(`${blocks.pop()}\n${line}`);
    else blocks.push(line);
    if (kind === 'code') kind = isFence ? 'other' : 'code';
    else if (isFence) kind = 'code';
    else kind = isProse || /^\s*(?:[-*] |\d+\. )/.test(line) ? 'prose' : 'other';
  }
  return blocks;
}

function prune(block: string, isStale: (text: string) => boolean): string {
  if (!isStale(block)) return block;
  if (/^\s*```/.test(block)) return pruneCode(block, isStale);
  if (/^\s*\|/.test(block)) return pruneRow(block, isStale);
  const [start = ''] = /^\s*(?:[-*] |\d+\. )?/.exec(block) ?? [];
  const left = pruneSentences(block.slice(start.length), isStale);
  return left ? wrap(start + left, ' '.repeat(start.length)) : removed;
}

function pruneCode(block: string, isStale: (text: string) => boolean): string {
  const lines = block.split('\n').filter((line) => !isStale(line));
  const hasCode = lines.slice(1, -1).some((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return hasCode ? lines.join('\n') : removedCode;
}

/** Without its stale sentences. A row whose first cell is stale, or that has an empty cell then, is removed. */
function pruneRow(row: string, isStale: (text: string) => boolean): string {
  const cells = row.replace(/^\s*\||\|\s*$/g, '').split(/(?<!\\)\|/);
  if (isStale(cells[0] ?? '')) return removed;
  const pruned = cells.map((cell) => (isStale(cell) ? pruneSentences(cell.trim(), isStale) : cell.trim()));
  return pruned.some((cell, index) => cell === '' && cells[index]?.trim() !== '') ? removed : `| ${pruned.join(' | ')} |`;
}

function pruneSentences(text: string, isStale: (text: string) => boolean): string {
  return text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/ \((?:[^()]|\([^()]*\))*\)/g, (aside) => (isStale(aside) ? '' : aside))
    .split(/(?<=[.!?:]\**) (?=[A-Z`[*"])/)
    .filter((sentence) => !isStale(sentence))
    .join(' ');
}

const width = 140;

function wrap(text: string, indent: string): string {
  const lines = [/^ */.exec(text)?.[0] ?? ''];
  // A comment and the word before it are one word: a comment on two lines, or at the start of one, would mark nothing.
  for (const word of text.match(/(?:\S+ (?=<!--))?(?:<!--.*?-->|\S)+/g) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line.trim() !== '' && line.length + 1 + word.length > width) lines.push(indent + word);
    else lines[lines.length - 1] = line.trim() === '' ? line + word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Removes the tables that lost their header or all their rows. A table that had only a header stays. */
function withoutEmptiedTables(original: readonly string[], pruned: readonly string[]): readonly string[] {
  const isRow = (index: number) => /^\s*\|/.test(original[index] ?? '');
  return pruned.map((block, index) => {
    if (!isRow(index)) return block;
    let first = index;
    while (isRow(first - 1)) first--;
    let end = index;
    while (isRow(end)) end++;
    const rows = pruned.slice(first + 2, end);
    const isEmptied = rows.length > 0 && rows.every((row) => row === removed);
    return pruned[first] === removed || isEmptied ? removed : block;
  });
}

/** Removes a heading that is followed by a heading of the same or a higher level, or by nothing. */
function withoutEmptySections(text: string): string {
  const next = text.replaceAll(/^(#{2,6}) [^\n]*\n+(?=(#{1,6}) |(?![\s\S]))/gm, (heading, level: string, following?: string) =>
    following === undefined || following.length <= level.length ? '' : heading,
  );
  return next === text ? text : withoutEmptySections(next);
}
