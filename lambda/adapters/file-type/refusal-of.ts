import { type ImageRejected, unknown, unsupported } from '../../core/rejection';
import { heifFile } from './heif';
import { mayBeginText, nameOf, textFile } from './names';
import { isText, markupFile } from './text';

/** As much as names any format: parsers must not be kept busy by what follows. */
const headLength = 64 * 1024;

/**
 * Why a file is refused whose signature is of no format that we read: by the name of its real format, with what to do, or as
 * unknown.
 */
export async function refusalOf(bytes: Uint8Array): Promise<ImageRejected> {
  const head = bytes.subarray(0, headLength);
  const file = heifFile(head) ?? markupFile(bytes) ?? (await fileByLibrary(head)) ?? (isText(head) ? textFile : undefined);
  return file ? unsupported(file) : unknown();
}

async function fileByLibrary(head: Uint8Array) {
  // Loaded only here: most uploads never need it.
  const { fileTypeFromBuffer } = await import('file-type/core');
  // Of a file that ends within the headers that it reads, the library says nothing: it finds zeros there.
  const type = await fileTypeFromBuffer(Buffer.concat([head], headLength));
  return type && !(isText(head) && mayBeginText(type)) ? nameOf(type) : undefined;
}
