import { sniff, sniffLength } from '../lambda/core/sniff';

/**
 * Returns the file with the content type of its signature if that is supported, because browsers derive the type from the name.
 * Other files keep their type; the resizer reports them, for every client.
 * @throws DOMException when the file can no longer be read
 */
export async function typedFile(file: File): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, sniffLength).arrayBuffer());
  const type = sniff(head)?.contentType;
  return type === undefined || type === file.type ? file : file.slice(0, file.size, type);
}
