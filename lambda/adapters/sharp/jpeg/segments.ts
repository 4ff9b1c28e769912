export interface JpegSegment {
  /** Second byte of the marker. */
  readonly marker: number;
  /** Position of the marker's 0xff in the file. */
  readonly at: number;
  /** Start and end of the data. */
  readonly start: number;
  readonly end: number;
}

export const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app2: 0xe2, app14: 0xee } as const;

/** Whether a segment describes the frame. The range of codes includes three other segments. */
export const isFrame = (code: number) => code === 0xc0 || (code > 0xc0 && code <= 0xcf && code % 4 !== 0);

export const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7;

/**
 * Yields the segments of a JPEG up to its end marker, including restarts, as a decoder finds them: when another byte occurs, it
 * searches for the next 0xff. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  for (let at = bytes.indexOf(0xff, 2); at !== -1; at = bytes.indexOf(0xff, at)) {
    // Any number of 0xff bytes may precede a marker.
    while (bytes[at] === 0xff) at += 1;
    const code = bytes[at];
    if (code === undefined) return;
    const start = at + 1;
    const isAlone = code === marker.eoi || code === marker.soi || code === 0x01 || isRestart(code);
    const length = isAlone ? 0 : ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    // Within a scan, 0xff 0x00 is an escaped 0xff.
    if (code !== 0) yield { marker: code, at: at - 1, start: isAlone ? start : start + 2, end: start + length };
    if (code === marker.eoi) return;
    at = code === 0 ? start : start + length;
  }
}
