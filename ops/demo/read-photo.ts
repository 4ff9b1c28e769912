import { readFile, stat } from 'node:fs/promises';
import { sniff } from '../../lambda/core/sniff';

/**
 * Reads a file, with the content type of its signature, or none if that is unknown. @throws Error with a message for the user
 */
export async function readPhoto(file: string): Promise<Blob> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw new Error(`${file} is a folder. Name the photos in it: ${file.replace(/\/+$/, '')}/*.jpg.`);
    // A pipe or a device may never end.
    if (!facts.isFile()) throw new Error(`${file} is not a regular file.`);
    if (facts.size === 0) throw new Error(`${file} is empty.`);
    const bytes = await readFile(file);
    return new Blob([bytes], { type: sniff(bytes)?.contentType ?? '' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Error(`${file} does not exist.`);
    if (code === 'EACCES' || code === 'EPERM') throw new Error(`${file} cannot be read: permission denied.`);
    throw code === undefined ? error : new Error(`${file} cannot be read (${message}).`);
  }
}
