import { readFile, stat } from 'node:fs/promises';
import { sniff } from '../../lambda/core/sniff';

/** A file to upload, with its type by its own first bytes; without one where they are of no type that is known. @throws Error with a message for people */
export async function readPhoto(file: string): Promise<Blob> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory())
      throw new Error(`${file} is a folder. Name the photos in it, such as ${file.replace(/\/+$/, '')}/*.jpg.`);
    // A pipe or a device may have no end.
    if (!facts.isFile()) throw new Error(`${file} is no ordinary file.`);
    if (facts.size === 0) throw new Error(`${file} is empty.`);
    const bytes = await readFile(file);
    return new Blob([bytes], { type: sniff(bytes)?.contentType ?? '' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Error(`There is no file ${file}.`);
    if (code === 'EACCES' || code === 'EPERM') throw new Error(`${file} may not be read: its permissions forbid it.`);
    throw code === undefined ? error : new Error(`${file} cannot be read (${message}).`);
  }
}
