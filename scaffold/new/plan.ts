import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { insertRow, type NewRow } from './insert-row';

/** What one call of `npm run new` adds to the repository. */
export interface Plan {
  /** Texts of new files, by their paths relative to the root of the repository. */
  readonly files: Readonly<Record<string, string>>;
  /** New rows. A row whose file does not exist is left out: a fork may have removed the part that it belongs to. */
  readonly rows: readonly NewRow[];
}

// part: proof
/**
 * The row of a function in the list of permissions that the invariants compare the stack with.
 * @param permissions source of each permission
 */
export const allowedRow = (name: string, permissions: readonly string[]): NewRow => ({
  file: 'proof/invariants/allowed.ts',
  begin: 'export const allowed',
  end: '};',
  text: `'${name}': [${permissions.join(', ')}],`,
});

// part: proof
/** The entry of a public endpoint in the list of routes that the invariants accept without a token. */
export const openRouteRow = (route: string): NewRow => ({
  file: 'proof/invariants/application.ts',
  begin: 'const openRoutes = [',
  end: '];',
  text: `'${route}',`,
});

/**
 * Writes the files and the rows, or nothing.
 * @returns the paths that it has written
 * @throws UserError when a file exists, or a table cannot be found
 */
export function carryOut({ files, rows }: Plan, root: string): string[] {
  const existing = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (existing) throw new UserError(`${existing} exists. Use another name, or delete the file.`);
  const changed = rows
    .filter(({ file }) => existsSync(join(root, file)))
    .map((row) => [row.file, insertRow(readFileSync(join(root, row.file), 'utf8'), row)] as const);
  const written = [...Object.entries(files), ...changed];
  for (const [path, text] of written) writeFileSync(join(root, path), text);
  return written.map(([path]) => path);
}
