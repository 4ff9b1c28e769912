import { partsOf } from '../../../lib/testing/images/jpeg';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import { chunk, chunksOf as pngChunks, pngOf } from '../../../lib/testing/images/png';
import { chunksOf as webpChunks, webpOf } from '../../../lib/testing/images/webp';

/** Splits files of a format into parts, and joins them. */
interface Anatomy {
  /** Returns all parts, without the signature at the beginning. */
  split(file: Buffer): Buffer[];
  /** Replaces the contents of the part, and corrects its length and checksum. */
  refill(part: Buffer, edit: (contents: Buffer) => Buffer): Buffer;
  join(parts: Buffer[]): Buffer;
}

export const anatomies: Readonly<Record<PhotoFormat, Anatomy>> = {
  jpeg: {
    split: (file) => partsOf(file).slice(1),
    refill(part, edit) {
      if (part.length < 4) return part;
      // The data after the header of a scan has no length field.
      const end = 2 + part.readUInt16BE(2);
      const contents = edit(part.subarray(4, end)).subarray(0, 65_533);
      const length = Buffer.from([(contents.length + 2) >> 8, (contents.length + 2) & 255]);
      return Buffer.concat([part.subarray(0, 2), length, contents, part.subarray(end)]);
    },
    join: (parts) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts]),
  },
  png: {
    split: pngChunks,
    refill: (part, edit) => chunk(part.toString('latin1', 4, 8), edit(part.subarray(8, -4))),
    join: (parts) => pngOf(...parts),
  },
  webp: {
    split: webpChunks,
    refill(part, edit) {
      const contents = edit(part.subarray(8));
      const head = Buffer.from(part.subarray(0, 8));
      head.writeUInt32LE(contents.length, 4);
      return Buffer.concat([head, contents, Buffer.alloc(contents.length % 2)]);
    },
    join: (parts) => webpOf(...parts),
  },
};
