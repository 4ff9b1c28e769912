import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../s3/blob-file';

/*
 * LevelDB keeps checksums, but in Node it cannot be asked to verify them: what is damaged in a table it gives out as it is,
 * what is damaged in a log it leaves out, and without its file CURRENT it begins an empty database in place of the old one.
 */

/**
 * Checks the files of a LevelDB before it is opened.
 * @returns files that end in the middle of a record, as a crash or a full disk may leave them
 * @throws Error that names what is damaged or missing
 * @see https://github.com/google/leveldb/tree/main/doc
 */
export async function checkDatabase(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(absent)) ?? [];
  const logs = names.filter((name) => /^\d+\.log$/.test(name));
  const manifests = names.filter((name) => /^MANIFEST-\d+$/.test(name));
  const tables = names.filter((name) => /^\d+\.(ldb|sst)$/.test(name));
  if (!names.includes('CURRENT') && tables.length + logs.length > 0) throw new Error('its file CURRENT is missing');
  // Every opening makes a log before it retires the first manifest.
  if (logs.length === 0 && manifests.length > 0 && !manifests.includes('MANIFEST-000001')) throw new Error('its log is missing');
  for (const name of tables) {
    if (!isWholeTable(await readFile(join(folder, name)))) throw new Error(`its file ${name} is damaged`);
  }
  const cutShort: string[] = [];
  for (const name of [...manifests, ...logs]) {
    const state = stateOfLog(await readFile(join(folder, name)));
    if (state === 'DAMAGED') throw new Error(`its file ${name} is damaged`);
    if (state === 'CUT SHORT') cutShort.push(name);
  }
  return cutShort;
}

const footerBytes = 48;
/** The last bytes of every table. */
const magic = Buffer.from('57fb808b247547db', 'hex');

/** Blocks follow one another, each with a byte for its compression and its checksum: where a checksum fits, a block ends. */
function isWholeTable(file: Buffer): boolean {
  const end = file.length - footerBytes;
  const blocks: { at: number; length: number }[] = [];
  for (let at = 0, start = 0, sum = -1; at + 5 <= end; at += 1) {
    const next = step(sum, file[at]);
    // 0 is none, 1 is Snappy.
    if ((file[at] ?? 2) <= 1 && file.readUInt32LE(at + 1) === masked(next)) {
      blocks.push({ at: start, length: at - start });
      start = at + 5;
      at = start - 1;
      sum = -1;
      if (start === end) return file.subarray(end).equals(footer(blocks.slice(-2)));
    } else sum = next;
  }
  return false;
}

/** Where the last two blocks stand, which lead to the others. The footer has no checksum of its own. */
function footer(blocks: { at: number; length: number }[]): Buffer {
  const numbers = blocks.flatMap(({ at, length }) => [...varint(at), ...varint(length)]);
  const handles = Buffer.concat([Buffer.from(numbers), Buffer.alloc(footerBytes)], footerBytes - magic.length);
  return Buffer.concat([handles, magic]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
}

const logBlockBytes = 32_768;
const headerBytes = 7;

function stateOfLog(file: Buffer): 'WHOLE' | 'CUT SHORT' | 'DAMAGED' {
  for (let at = 0; at < file.length; ) {
    const left = logBlockBytes - (at % logBlockBytes);
    if (left < headerBytes) {
      at += left;
      continue;
    }
    if (at + headerBytes > file.length) return 'CUT SHORT';
    const end = at + headerBytes + file.readUInt16LE(at + 4);
    if (end > at + left) return 'DAMAGED';
    if (end > file.length) return 'CUT SHORT';
    if (masked(sumOf(file.subarray(at + 6, end))) !== file.readUInt32LE(at)) {
      // A computer that lost its power may leave zeros.
      return file.subarray(at).every((byte) => byte === 0) ? 'CUT SHORT' : 'DAMAGED';
    }
    at = end;
  }
  return 'WHOLE';
}

/** CRC-32C, Castagnoli's polynomial. */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  return sum;
});

function sumOf(bytes: Buffer): number {
  let sum = -1;
  for (let at = 0; at < bytes.length; at += 1) sum = step(sum, bytes[at]);
  return sum;
}

const step = (sum: number, byte = 0) => (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0);

/** As LevelDB stores a sum: turned and shifted, so that a sum of sums is none of its own. */
const masked = (sum: number) => ((((~sum >>> 15) | (~sum << 17)) >>> 0) + 0xa282ead8) >>> 0;
