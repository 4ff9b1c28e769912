import { sniff, sniffLength } from '../lambda/core/sniff';

/**
 * The file as what its first bytes say it is, where that can be uploaded: browsers go by its name, which may be wrong. What is
 * no photo in truth stays what it is called; the resizer says so for every client alike.
 * @throws DOMException when the file cannot be read any more
 */
export async function typedFile(file: File): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, sniffLength).arrayBuffer());
  const type = sniff(head)?.contentType;
  return type === undefined || type === file.type ? file : file.slice(0, file.size, type);
}
