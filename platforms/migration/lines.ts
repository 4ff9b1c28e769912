import { createReadStream } from 'node:fs';

/** A line of a file, without its end. */
export interface Line {
  readonly text: string;
  /** Position in the file, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** From 1. */
  readonly number: number;
  /** `false` when the file ends before the line does. */
  readonly isWhole: boolean;
}

const lineFeed = 0x0a;

/** Reads a file line by line, with the positions of the lines. */
export async function* linesOf(path: string): AsyncIterable<Line> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  let number = 1;
  const lineAt = (length: number, isWhole: boolean): Line => {
    const text = rest.toString('utf8', 0, length);
    const line = { text, offset, length, number, isWhole };
    offset += length + 1;
    number += 1;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
      yield lineAt(end, true);
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield lineAt(rest.length, false);
}

/** The same for a file that may not exist. */
export async function* linesOfAny(path: string): AsyncIterable<Line> {
  try {
    yield* linesOf(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
