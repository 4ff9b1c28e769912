/// <reference path="./crc32c.d.ts" />
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buf as crc32c, table as crcTable } from 'crc-32/crc32c';
import { absent } from '../s3/blob-file';

/**
 * Verifies the checksums of a LevelDB before it is opened, which its Node.js binding cannot do (docs/decisions/0023).
 * @returns files that end in the middle of a record, which a crash or a full disk may cause
 * @throws Error that names the corrupt or missing file
 * @see https://github.com/google/leveldb/tree/main/doc
 */
export async function checkDatabase(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(absent)) ?? [];
  const logs = names.filter((name) => /^\d+\.log$/.test(name));
  const manifests = names.filter((name) => /^MANIFEST-\d+$/.test(name));
  const tables = names.filter((name) => /^\d+\.(ldb|sst)$/.test(name));
  if (!names.includes('CURRENT') && tables.length + logs.length > 0) throw new Error('its file CURRENT is missing');
  // Every opening creates a log before it removes the first manifest.
  if (logs.length === 0 && manifests.length > 0 && !manifests.includes('MANIFEST-000001')) throw new Error('its log is missing');
  for (const name of tables) {
    if (!isIntactTable(await readFile(join(folder, name)))) throw new Error(`its file ${name} is corrupt`);
  }
  const truncated: string[] = [];
  for (const name of [...manifests, ...logs]) {
    const state = stateOfLog(await readFile(join(folder, name)));
    if (state === 'DAMAGED') throw new Error(`its file ${name} is corrupt`);
    if (state === 'TRUNCATED') truncated.push(name);
  }
  return truncated;
}

const footerBytes = 48;
/** The footer of every table. */
const magic = Buffer.from('57fb808b247547db', 'hex');

/**
 * A table is a sequence of blocks and a footer. Each block is followed by one byte for its compression and its checksum: a
 * block ends where the checksum matches.
 */
function isIntactTable(file: Buffer): boolean {
  const end = file.length - footerBytes;
  const blocks: { at: number; length: number }[] = [];
  for (let at = 0, start = 0, sum = -1; at + 5 <= end; at += 1) {
    const byte = file[at] ?? 0;
    sum = (sum >>> 8) ^ (crcTable[(sum ^ byte) & 0xff] ?? 0);
    // 0 means no compression, 1 means Snappy.
    if (byte > 1 || file.readUInt32LE(at + 1) !== masked(~sum)) continue;
    blocks.push({ at: start, length: at - start });
    start = at + 5;
    if (start === end) return file.subarray(end).equals(footer(blocks.slice(-2)));
    at = start - 1;
    sum = -1;
  }
  return false;
}

/** Positions of the last two blocks, which refer to the others. The footer has no checksum. */
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

function stateOfLog(file: Buffer): 'INTACT' | 'TRUNCATED' | 'DAMAGED' {
  for (let at = 0; at < file.length; ) {
    const left = logBlockBytes - (at % logBlockBytes);
    if (left < headerBytes) {
      at += left;
      continue;
    }
    if (at + headerBytes > file.length) return 'TRUNCATED';
    const end = at + headerBytes + file.readUInt16LE(at + 4);
    if (end > at + left) return 'DAMAGED';
    if (end > file.length) return 'TRUNCATED';
    if (masked(crc32c(file.subarray(at + 6, end))) !== file.readUInt32LE(at)) {
      // A power failure may leave zeros.
      return file.subarray(at).every((byte) => byte === 0) ? 'TRUNCATED' : 'DAMAGED';
    }
    at = end;
  }
  return 'INTACT';
}

/** LevelDB's encoding of a checksum: rotated, plus a constant. */
const masked = (sum: number) => (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
