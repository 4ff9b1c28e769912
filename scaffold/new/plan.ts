import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { insertRow, type NewRow } from './insert-row';

/** What one call of `npm run new` adds to the repository. Paths are relative to its root. */
export interface Plan {
  /** New files, with their texts. */
  readonly files: Readonly<Record<string, string>>;
  /** The new row. */
  readonly row: NewRow;
}

/**
 * Writes the files and the row, or nothing.
 * @returns the paths that it has written
 * @throws UserError when a file exists, or the table cannot be found
 */
export function carryOut({ files, row }: Plan, root: string): string[] {
  const [existing] = Object.keys(files).filter((path) => existsSync(join(root, path)));
  if (existing) throw new UserError(`${existing} exists. Use another name, or delete the file.`);
  const table = join(root, row.file);
  const changed = insertRow(readFileSync(table, 'utf8'), row);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  writeFileSync(table, changed);
  return [...Object.keys(files), row.file];
}
