import { type Gone, pointsToGone } from './references';
import { flat, pruneSentences, wrap } from './sentences';

/**
 * Removes what points to something that is gone: sections whose heading does, sentences, table rows, list items and lines of code,
 * what refers back to these, then the code blocks, tables and sections that are left empty.
 * @param path of the document, from which its links lead
 */
export function pruneDocument(path: string, text: string, gone: Gone): string {
  const isStale = (part: string) => pointsToGone(path, part, gone);
  if (!isStale(text)) return text;
  const original = blocksOf(text);
  const pruned = pruneBlocks(withoutStaleSections(original, isStale), isStale);
  const left = withoutEmptiedSections(original, withoutHalves(original, withoutEmptiedTables(original, pruned)));
  return withoutEmptyMarks(joined(left));
}

/** Stands for a block that is removed, until the text is put together. */
const removed = '\u0000';
const isEmpty = (block = '') => block === removed || block.trim() === '';

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
const levelOf = (heading: string) => heading.indexOf(' ');
const isMark = (block: string) => /^\s*<!-- (?:part: .*|\/part) -->$/.test(block);
const isParagraph = (block: string) => /^\s*[^\s#|<`>]/.test(block) || /^\s*(?:`(?!``)|>)/.test(block);

/** Removes the sections whose heading is stale. */
function withoutStaleSections(blocks: readonly string[], isStale: (text: string) => boolean): readonly string[] {
  let stale = Number.POSITIVE_INFINITY;
  return blocks.map((block) => {
    if (isHeading(block) && levelOf(block) <= stale) {
      stale = levelOf(block) > 1 && isStale(block) ? levelOf(block) : Number.POSITIVE_INFINITY;
    }
    return stale === Number.POSITIVE_INFINITY || isMark(block) || block === '' ? block : removed;
  });
}

/** Prunes each block, and sentences after a removed block that refer back to it. */
function pruneBlocks(blocks: readonly string[], isStale: (text: string) => boolean): readonly string[] {
  let isAfterRemoved = false;
  return blocks.map((block) => {
    const pruned = isStale(block) || (isAfterRemoved && isParagraph(block)) ? prune(block, isStale, isAfterRemoved) : block;
    if (block.trim() !== '') isAfterRemoved = pruned === removed;
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
  return hasCode ? lines.join('\n') : removed;
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
    else if (group.length > 0 && group.every((at) => isEmpty(result[at]))) {
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
const withoutEmptyMarks = (text: string) => text.replaceAll(/^<!-- part: [^\n]* -->\n\s*<!-- \/part -->\n*/gm, '');

/** Removes the headings whose section lost all its content. */
function withoutEmptiedSections(original: readonly string[], pruned: readonly string[]): readonly string[] {
  const result = [...pruned];
  // From the end: a section without its subsections can be empty.
  for (let index = original.length - 1; index >= 0; index--) {
    const heading = original[index] ?? '';
    if (!isHeading(heading) || levelOf(heading) === 1) continue;
    const next = original.findIndex((block, at) => at > index && isHeading(block) && levelOf(block) <= levelOf(heading));
    const end = next < 0 ? original.length : next;
    const hasContent = (blocks: readonly string[]) =>
      !blocks.slice(index + 1, end).every((block) => isEmpty(block) || isMark(block));
    if (hasContent(original) && !hasContent(result)) result[index] = removed;
  }
  return result;
}

/** Puts the blocks together. One empty line is left where blocks were removed. */
function joined(blocks: readonly string[]): string {
  const lines: string[] = [];
  let isGap = false;
  for (const block of blocks) {
    if (block === removed) isGap = true;
    else if (block !== '' || !isGap || (lines.length > 0 && lines.at(-1) !== '')) {
      lines.push(block);
      if (block !== '') isGap = false;
    }
  }
  return lines.join('\n');
}
