import { UserError } from '../../cli/user-error';

/** A row to add to a table. */
export interface NewRow {
  /** Path of the table's file, relative to the root of the repository. */
  readonly file: string;
  /** Name of the constant that holds the table. */
  readonly table: string;
  readonly text: string;
}

/**
 * Adds a row to the end of the array `table` in a source text, and leaves the rest as it is.
 * @throws UserError when the end of the array cannot be found
 */
export function insertRow(source: string, { file, table, text }: NewRow): string {
  const start = source.indexOf(`export const ${table} = [`);
  const end = start < 0 ? -1 : source.indexOf('\n] as const', start);
  if (end < 0) {
    throw new UserError(
      `${file}: cannot find "export const ${table} = [ … ] as const". Restore this form, or add the row by hand:\n${text}`,
    );
  }
  const indented = text.trim().replaceAll(/^/gm, '  ');
  return `${source.slice(0, end)}\n${indented}${source.slice(end)}`;
}
