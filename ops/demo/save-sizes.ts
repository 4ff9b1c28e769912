import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Image } from '../../client/image-client';
import { StartError } from '../../local/start-error';

/** @throws StartError */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new StartError(`${folder} cannot be written (${(error as Error).message}). Name another folder: --out DIR.`);
  }
}

/** Saves every size as `NAME-SIZE.FORMAT`. @param taken names that stand there already; a second photo.jpg becomes photo-2 */
export async function saveSizes(image: Pick<Image, 'sizes'>, file: string, out: string, taken: Set<string>): Promise<void> {
  const name = freeName(parse(file).name, taken);
  for (const [size, { url, format }] of Object.entries(image.sizes ?? {})) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
    await writeFile(join(out, `${name}-${size}.${format}`), Buffer.from(await answer.arrayBuffer()));
  }
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`;
  taken.add(free);
  return free;
}
