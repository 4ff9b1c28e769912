import { readFile, rm, truncate, writeFile } from 'node:fs/promises';

/** The kinds of damage to a file. Each function receives the file's path and a seeded random generator. */
export const damages = {
  empty: (path: string) => truncate(path, 0),
  'truncated in the middle': async (path: string) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  'with a flipped bit': async (path: string, random: () => number) => {
    const bytes = await readFile(path);
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    await writeFile(path, bytes);
  },
  missing: (path: string) => rm(path),
};
