export interface JpegSegment {
  /** The marker's second byte. */
  readonly marker: number;
  /** Where the 0xff of the marker is in the file. */
  readonly at: number;
  /** Where its data begin and end. */
  readonly start: number;
  readonly end: number;
}

export const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app2: 0xe2, app14: 0xee } as const;

/** Whether a segment describes the frame; among their codes are those of three other segments. */
export const isFrame = (code: number) => code === 0xc0 || (code > 0xc0 && code <= 0xcf && code % 4 !== 0);

export const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7;

/**
 * The segments of a JPEG up to its end marker, restarts included, as a decoder comes upon them: it looks for the next 0xff
 * wherever something else stands. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  for (let at = bytes.indexOf(0xff, 2); at !== -1; at = bytes.indexOf(0xff, at)) {
    // Any number of 0xff may stand before a marker.
    while (bytes[at] === 0xff) at += 1;
    const code = bytes[at];
    if (code === undefined) return;
    const start = at + 1;
    const isAlone = code === marker.eoi || code === marker.soi || code === 0x01 || isRestart(code);
    const length = isAlone ? 0 : ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    // Within a scan, 0xff 0x00 is a 0xff of its data.
    if (code !== 0) yield { marker: code, at: at - 1, start: isAlone ? start : start + 2, end: start + length };
    if (code === marker.eoi) return;
    at = code === 0 ? start : start + length;
  }
}
