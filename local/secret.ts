import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { absent } from './s3/blob-file';

/** A secret that is created once, in a file that only its owner can read. */
export async function keptSecret(file: string, make: () => Promise<string> | string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(absent);
  if (kept !== undefined) return kept;
  // A link becomes visible atomically; when two processes create a secret at the same time, both use the first one.
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, await make(), { mode: 0o600 });
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}
