import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DerivedFile } from './derived-file';

/** A derived file whose text differs from what the code says. */
export interface StaleFile {
  readonly file: DerivedFile;
  /** The text that it should have. */
  readonly text: string;
}

/** The derived files that are out of date below `root`. A file that is missing is out of date. */
export async function staleFiles(files: readonly DerivedFile[], root: string): Promise<StaleFile[]> {
  const current = await Promise.all(files.map(async (file) => ({ file, text: await file.text() })));
  return current.filter(({ file, text }) => readIfPresent(join(root, file.path)) !== text);
}

/** Writes the derived files that are out of date. @returns a line for each */
export async function update(files: readonly DerivedFile[], root: string): Promise<string[]> {
  const stale = await staleFiles(files, root);
  for (const { file, text } of stale) writeFileSync(join(root, file.path), text);
  return stale.map(({ file }) => `updated ${file.path} from ${file.from}`);
}

const readIfPresent = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
