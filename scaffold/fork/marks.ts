import { UserError } from '../../cli/user-error';

/*
 * Comments mark the lines that belong to a part:
 * - `part: web` at the end of a line marks that line, and the comment above it; after a closing bracket, it marks the whole block;
 * - `part: web` on a separate line marks the statement, member or step below it, with its comment and its block;
 * - in Markdown and SVG, `<!-- part: web -->` and `<!-- /part -->` enclose what belongs to the part.
 * Lines that serve several parts name them all (`part: ops, web`) and stay until the last of these is removed.
 */
const names = '([a-z-]+(?:, [a-z-]+)*)';
const above = new RegExp(`^\\s*(?://|#) part: ${names}$`);
const atEnd = new RegExp(`\\S.* (?://|#) part: ${names}$`);
const opening = new RegExp(`^\\s*<!-- part: ${names} -->$`);
const anyMark = new RegExp(`\\s*(?://|#|<!--) part: ${names}(?: -->)?$`);
const closing = /^\s*<!-- \/part -->$/;
const closesBlock = /^\s*[)}\]]/;
const comment = /^\s*(?:\/\/|\/\*\*?|\*|#)/;

/**
 * Removes the lines whose parts are all removed. The marks of the others name only the parts that are left.
 * @param path for error messages
 * @param parts that are removed
 * @throws UserError when an enclosing mark has no partner
 */
export function removeMarked(path: string, text: string, parts: ReadonlySet<string>): string {
  if (!/\bpart: |<!-- \/part/.test(text)) return text;
  const lines = text.split('\n');
  const isRemoved = (mark: RegExpExecArray | null) => mark?.[1]?.split(', ').every((name) => parts.has(name)) ?? false;
  const kept: string[] = [];
  let begun: { readonly line: number; readonly removed: boolean } | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const begin = opening.exec(line);
    if (begin || closing.test(line)) {
      if (Boolean(begin) === Boolean(begun)) throw unpaired(path, index + 1);
      const removed = begin ? isRemoved(begin) : begun?.removed;
      begun = begin ? { line: index + 1, removed: isRemoved(begin) } : undefined;
      if (!removed) kept.push(line);
    } else if (begun?.removed) {
    } else if (isRemoved(above.exec(line))) {
      index = endOfUnit(lines, index + 1);
    } else if (isRemoved(atEnd.exec(line))) {
      if (closesBlock.test(line)) while (indentOf(kept.pop()) > indentOf(line));
      if (!comment.test(line)) while (isPlainComment(kept.at(-1))) kept.pop();
    } else kept.push(line);
  }
  if (begun) throw unpaired(path, begun.line);
  const left = kept.map((line) => line.replace(anyMark, (mark, list: string) => mark.replace(list, namesLeft(list, parts, ', '))));
  return withoutGaps(path, left.join('\n'));
}

const namesLeft = (list: string, removed: ReadonlySet<string>, separator: string) =>
  list
    .split(separator)
    .filter((name) => !removed.has(name))
    .join(separator);

/** Removes the names of removed parts from the examples of `--without`. */
export const examplesLeft = (text: string, removed: ReadonlySet<string>): string =>
  text.replaceAll(
    new RegExp(`(--without )${names.replaceAll(', ', ',')}`, 'g'),
    (_, option: string, list: string) => option + (namesLeft(list, removed, ',') || 'PARTS'),
  );

/** Removes the marks and keeps what they mark. Without the command, they mean nothing. */
export function withoutMarks(path: string, text: string): string {
  if (!/\bpart: |<!-- \/part/.test(text)) return text;
  const lines = text.split('\n').filter((line) => !above.test(line) && !opening.test(line) && !closing.test(line));
  return withoutGaps(path, lines.map((line) => line.replace(anyMark, '')).join('\n'));
}

/** Removes repeated empty lines, and those at the end. Biome does it in files that it formats. */
const withoutGaps = (path: string, text: string) =>
  /\.(?:md|ya?ml)$/.test(path) ? text.replaceAll(/\n{3,}/g, '\n\n').replace(/\n+$/, '\n') : text;

const isPlainComment = (line = '') => comment.test(line) && !above.test(line);

const unpaired = (path: string, line: number) =>
  new UserError(
    `${path}:${line}: this mark has no partner. Write <!-- part: NAME --> and <!-- /part --> around the lines of the part.`,
  );

/** The last line of the statement, member, step or comment that begins at a line: deeper lines belong to it, and closing brackets. */
export function endOfUnit(lines: readonly string[], start: number): number {
  let at = start;
  while (comment.test(lines[at] ?? '') && !above.test(lines[at] ?? '')) at++;
  const indent = indentOf(lines[at]);
  // A comment on its own: another mark, an empty line or the end of the block follows.
  if (at > start && (lines[at]?.trim() === '' || above.test(lines[at] ?? '') || indent < indentOf(lines[start]))) return at - 1;
  for (let end = at; ; end++) {
    const next = lines[end + 1] ?? '';
    const isDeeper = next.trim() !== '' ? indentOf(next) > indent : indentOf(nextLine(lines, end + 2)) > indent;
    if (!isDeeper && !(indentOf(next) === indent && closesBlock.test(next))) return end;
  }
}

const nextLine = (lines: readonly string[], from: number) => lines.slice(from).find((line) => line.trim() !== '');

const indentOf = (line = '') => line.length - line.trimStart().length;
