import { type ImageRejected, unknown, unsupported } from '../../core/rejection';
import { heifFile } from './heif';
import { mayBeginText, nameOf, textFile } from './names';
import { isText, markupFile } from './text';

/** Bytes that are enough to detect any format. The limit protects the parsers from crafted files. */
const headLength = 64 * 1024;

/** Returns the rejection of a file whose signature is not supported: it names the detected format and says what to do. */
export async function refusalOf(bytes: Uint8Array): Promise<ImageRejected> {
  const head = bytes.subarray(0, headLength);
  const file = heifFile(head) ?? markupFile(bytes) ?? (await fileByLibrary(head)) ?? (isText(head) ? textFile : undefined);
  return file ? unsupported(file) : unknown();
}

async function fileByLibrary(head: Uint8Array) {
  // Loaded on demand, because most uploads do not need it.
  const { fileTypeFromBuffer } = await import('file-type/core');
  // The library returns nothing for a file that ends within the headers that it reads. The padding gives it zeros there.
  const type = await fileTypeFromBuffer(Buffer.concat([head], headLength));
  return type && !(isText(head) && mayBeginText(type)) ? nameOf(type) : undefined;
}
