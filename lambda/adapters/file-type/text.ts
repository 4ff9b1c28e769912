import type { UnsupportedFile } from '../../core/rejection';

const svg: UnsupportedFile = { article: 'an', label: 'SVG', advice: 'Export it as PNG.' };
const html: UnsupportedFile = { article: 'a', label: 'web page (HTML)', advice: 'Save the image itself and upload it.' };

/** Bytes that are searched for the first element. License comments may be long. */
const prologLength = 1024 * 1024;

/** Detects SVG and HTML by the first element. */
export function markupFile(bytes: Uint8Array): UnsupportedFile | undefined {
  const text = decoded(bytes.subarray(0, prologLength));
  const root = text?.slice(prologEnd(text));
  if (!root) return undefined;
  if (/^<([\w-]+:)?svg[\s/>]/i.test(root)) return svg;
  return /^<(!doctype\s+html|html|head|body)[\s>]/i.test(root) ? html : undefined;
}

/** Returns the end of the XML declaration, comments, processing instructions and an SVG document type. */
function prologEnd(text: string): number {
  const space = /\s*/y;
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    space.test(text);
    at = space.lastIndex;
    const opening = ['<?', '<!--', '<!DOCTYPE svg'].find((start) => text.startsWith(start, at));
    if (!opening) return at;
    const closing = { '<?': '?>', '<!--': '-->' }[opening] ?? (/^[^>]*\[/.test(text.slice(at, at + 4096)) ? ']>' : '>');
    const end = text.indexOf(closing, at + opening.length);
    if (end === -1) return text.length;
    at = end + closing.length;
  }
}

/** Whether bytes are text: UTF-8, or UTF-16 with a byte order mark, without control characters. */
export const isText = (head: Uint8Array): boolean => decoded(head) !== undefined;

function decoded(head: Uint8Array): string | undefined {
  const mark = head.subarray(0, 2).join();
  const encoding = { '255,254': 'utf-16le', '254,255': 'utf-16be' }[mark] ?? 'utf-8';
  try {
    // `stream`, because the input may end within a character.
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return text.length > 0 && !hasControls(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

// White space is allowed.
const hasControls = (text: string) => /[^\P{Cc}\t\n\f\r]/u.test(text);
