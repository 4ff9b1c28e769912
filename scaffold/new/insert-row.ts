import { UserError } from '../../cli/user-error';

/** A row to add to a table in a source file. */
export interface NewRow {
  /** Path of the file, relative to the root of the repository. */
  readonly file: string;
  /** How the table begins in the file. */
  readonly begin: string;
  /** How it ends, at the start of a line. */
  readonly end: string;
  readonly text: string;
}

/**
 * Adds a row to the end of a table in a source text, and leaves the rest as it is.
 * @throws UserError when the table cannot be found
 */
export function insertRow(source: string, { file, begin, end, text }: NewRow): string {
  const start = source.indexOf(begin);
  const at = start < 0 ? -1 : source.indexOf(`\n${end}`, start);
  if (at < 0) {
    throw new UserError(
      `${file}: cannot find the table that starts with "${begin}" and ends with "${end}". Add the row by hand:\n${text}`,
    );
  }
  return `${source.slice(0, at)}\n${text}${source.slice(at)}`;
}
