import { posix } from 'node:path';

/** What a document can point to and no longer exists. */
export interface Gone {
  /** Files and folders, relative to the root. */
  isGone(path: string): boolean;
  /** Names of files, in any folder. */
  isGoneName(name: string): boolean;
  /** npm scripts. */
  readonly scripts: readonly string[];
  /** Words that belong to removed parts alone. */
  readonly words: readonly RegExp[];
}

/**
 * Removes what points to something that is gone: sections whose heading does, sentences, table rows, list items and lines of code,
 * what refers back to these, then the code blocks, tables and sections that are left empty.
 * @param path of the document, from which its links lead
 */
export function pruneDocument(path: string, text: string, gone: Gone): string {
  const isStale = (part: string) => pointsToGone(path, part, gone);
  if (!isStale(text)) return text;
  const original = withoutStaleSections(blocksOf(text), isStale);
  const blocks = withoutHalves(original, withoutEmptiedTables(original, pruneBlocks(original, isStale)));
  const lines = blocks.filter((block) => !block.startsWith(removedCode) && block !== removed);
  return withoutEmptySections(withoutEmptyMarks(lines.join('\n'))).replaceAll(/\n{3,}/g, '\n\n');
}

/**
 * Whether a string links to a file that is gone, names a file or script that is gone, or mentions a word of a removed part. Only the
 * comments of code are searched for words and for names of files.
 */
export function pointsToGone(path: string, text: string, gone: Gone): boolean {
  const prose = path.endsWith('.md') ? text : commentsIn(path, text);
  return (
    linksIn(text).some((link) => gone.isGone(targetOf(path, link))) ||
    pathsIn(text).some((name) => gone.isGone(name)) ||
    namesIn(prose).some((name) => gone.isGoneName(name)) ||
    scriptsIn(text).some((script) => gone.scripts.includes(script)) ||
    gone.words.some((word) => word.test(prose))
  );
}

/** The relative links and images of a Markdown or HTML text, without their anchors. */
export const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:src|href)="([^"#:]+)"/g)]
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((link) => !/^\w+:/.test(link));

/** Paths of files and folders, and what is in backticks: it can be a folder. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w./-])[\w.-]+(?:\/[\w.-]+)+|(?<=`)[\w.-]+(?=\/?`)/g)].map(([path]) => path.replace(/\.$/, ''));

/** Names of files, without a path. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w./-])[\w-]+(?:\.[\w-]+)*\.(?:md|tsx?|ya?ml)\b(?!\.\w)/g)].map(([name]) => name);

/** The comments of code, without the marks of parts. */
const commentsIn = (path: string, code: string): string =>
  path.endsWith('.json')
    ? ''
    : [...code.matchAll(/(?:^|\s)(?:\/\/|\/?\*\*?|#|<!--) (?!part: ).*$/gm)].map(([comment]) => comment).join('\n');

export const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => script);

export const targetOf = (path: string, link: string): string => posix.join(posix.dirname(path), link).replace(/\/$/, '');

/** Stand in for blocks that are removed, until the text is put together. */
const removed = '\u0000';
const removedCode = '\u0001';
const isRemoved = (block = '') => block === removed || block === removedCode || block === '';

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

const isHeading = (block: string) => /^#/.test(block);
const isMark = (block: string) => /^\s*<!-- (?:part: .*|\/part) -->$/.test(block);
const isParagraph = (block: string) => /^\s*[^\s#|<`>]/.test(block) || /^\s*(?:`(?!``)|>)/.test(block);

/** Removes the sections whose heading is stale. */
function withoutStaleSections(blocks: readonly string[], isStale: (text: string) => boolean): readonly string[] {
  let stale = Number.POSITIVE_INFINITY;
  return blocks.filter((block) => {
    if (isHeading(block)) {
      const level = block.indexOf(' ');
      if (level <= stale) stale = level > 1 && isStale(block) ? level : Number.POSITIVE_INFINITY;
    }
    return stale === Number.POSITIVE_INFINITY || isMark(block) || block === '';
  });
}

/** Prunes each block, and sentences after a removed block that refer back to it. */
function pruneBlocks(blocks: readonly string[], isStale: (text: string) => boolean): readonly string[] {
  let isAfterRemoved = false;
  return blocks.map((block) => {
    const pruned = isStale(block) || (isAfterRemoved && isParagraph(block)) ? prune(block, isStale, isAfterRemoved) : block;
    if (block.trim() !== '') isAfterRemoved = isRemoved(pruned);
    return pruned;
  });
}

function prune(block: string, isStale: (text: string) => boolean, isAfterRemoved: boolean): string {
  if (/^\s*```/.test(block)) return pruneCode(block, isStale);
  if (/^\s*\|/.test(block)) return pruneRow(block, isStale);
  const [start = ''] = /^\s*(?:[-*] |\d+\. )?/.exec(block) ?? [];
  const text = block.slice(start.length);
  const left = pruneSentences(text, isStale, isAfterRemoved && start.trim() === '');
  if (left === flat(text)) return block;
  return left ? wrap(start + left, ' '.repeat(start.length)) : removed;
}

function pruneCode(block: string, isStale: (text: string) => boolean): string {
  // A command goes on after a backslash.
  const lines = block.split(/(?<!\\)\n/).filter((line) => !isStale(line));
  const hasCode = lines.slice(1, -1).some((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return hasCode ? lines.join('\n') : removedCode;
}

/** Without its stale sentences. A row whose first cell is stale, or that has an empty cell then, is removed. */
function pruneRow(row: string, isStale: (text: string) => boolean): string {
  const cells = row.replace(/^\s*\||\|\s*$/g, '').split(/(?<!\\)\|/);
  if (isStale(cells[0] ?? '')) return removed;
  const pruned = cells.map((cell) => (isStale(cell) ? pruneCell(cell.trim(), isStale) : cell.trim()));
  if (pruned.some((cell, index) => cell === '' && cells[index]?.trim() !== '')) return removed;
  return `|${pruned.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
}

/** A list of code without its stale entries, or sentences, of which the last has no period. */
function pruneCell(text: string, isStale: (text: string) => boolean): string {
  if (/^`[^`]+`(?:, `[^`]+`)+$/.test(text)) {
    return text
      .split(', ')
      .filter((entry) => !isStale(entry))
      .join(', ');
  }
  const left = pruneSentences(text, isStale);
  return text.endsWith('.') ? left : left.replace(/\.$/, '');
}

const flat = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ');

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
function pruneSentences(text: string, isStale: (text: string) => boolean, isAfterRemoved = false): string {
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

/** Removes the code block, list or table whose announcement is removed, and an announcement of what is removed. */
function withoutHalves(original: readonly string[], pruned: readonly string[]): readonly string[] {
  const announces = (block = '') => /:\**$/.test(block);
  const result = [...pruned];
  for (const [index, block] of original.entries()) {
    if (!announces(block) || isHeading(block) || original[index + 1] !== '') continue;
    const group = indicesOfGroup(original, index + 2);
    if (!announces(result[index])) for (const at of group) result[at] = removed;
    else if (group.length > 0 && group.every((at) => isRemoved(result[at]))) {
      result[index] = (result[index] ?? '').replace(/(?:^|(?<=[.!?]) )[^.!?]*:\**$/, '') || removed;
    }
  }
  return result;
}

/** A code block, or the rows of a table, or the items of a list with what is indented below them. */
function indicesOfGroup(blocks: readonly string[], start: number): number[] {
  const belongs = (at: number) => {
    const block = blocks[at] ?? '';
    return /^\s*(?:\||[-*] |\d+\. )|^ /.test(block) || (block === '' && /^ /.test(blocks[at + 1] ?? ''));
  };
  if (/^```/.test(blocks[start] ?? '')) return [start];
  const group: number[] = [];
  for (let at = start; belongs(at); at++) group.push(at);
  return group;
}

/** Removes marks of parts that enclose nothing. */
const withoutEmptyMarks = (text: string) => text.replaceAll(/^<!-- part: [^\n]* -->\n\s*<!-- \/part -->\n?/gm, '');

/** Removes a heading that is followed by a heading of the same or a higher level, or by nothing. */
function withoutEmptySections(text: string): string {
  const next = text.replaceAll(/^(#{2,6}) [^\n]*\n+(?=(#{1,6}) |(?![\s\S]))/gm, (heading, level: string, following?: string) =>
    following === undefined || following.length <= level.length ? '' : heading,
  );
  return next === text ? text : withoutEmptySections(next);
}
