import { readFile, writeFile } from 'node:fs/promises';

/** A secret that is made once and kept in a file that only its owner can read. */
export async function keptSecret(file: string, make: () => Promise<string> | string): Promise<string> {
  try {
    await writeFile(file, await make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}
