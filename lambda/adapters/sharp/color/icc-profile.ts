import { colorants, type Primaries } from './primaries';
import type { Transfer } from './transfer';

export interface ColorSpace {
  readonly primaries: Primaries;
  readonly transfer: Transfer;
}

/** Points of the sampled curve. lcms interpolates linearly between them. */
const samples = 4096;

/**
 * Builds an ICC profile of version 2 for a color space, with three channels or with one gray channel. `undefined` when the
 * primaries do not add up to white. @see ICC.1:2001-04, 6.3
 */
export function iccProfile({ primaries, transfer }: ColorSpace, channels: 'RGB ' | 'GRAY'): Buffer | undefined {
  const colors = colorants(primaries);
  if (!colors) return undefined;
  const [red, green, blue] = colors;
  const gray: TagData[] = [['kTRC', curve(transfer)]];
  const rgb: TagData[] = [
    ['rXYZ', xyz(red)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(blue)],
    ['rTRC', curve(transfer)],
    ['gTRC'],
    ['bTRC'],
  ];
  return assemble(channels, [
    ['desc', Buffer.concat([tagType('desc'), uint32(5), Buffer.from('file\0'), Buffer.alloc(79)])],
    ['cprt', Buffer.concat([tagType('text'), Buffer.from('CC0\0')])],
    ['wtpt', xyz(d50)],
    ...(channels === 'GRAY' ? gray : rgb),
  ]);
}

/** Name and data of a tag. A tag without data shares the data of the previous tag. */
type TagData = [name: string, data?: Buffer];

function assemble(channels: string, tags: readonly TagData[]): Buffer {
  let end = 128 + 4 + 12 * tags.length;
  let length = 0;
  const table = tags.map(([name, data]) => {
    length = data?.length ?? length;
    end += data?.length ?? 0;
    return Buffer.concat([Buffer.from(name), uint32(end - length), uint32(length)]);
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${channels}XYZ `, 12);
  header.write('acsp', 36);
  xyz(d50).copy(header, 68, 8);
  return Buffer.concat([header, uint32(tags.length), ...table, ...tags.map(([, data]) => data ?? Buffer.alloc(0))]);
}

const d50 = [0.9642, 1, 0.8249];

const tagType = (type: string) => Buffer.concat([Buffer.from(type), uint32(0)]);

const xyz = (values: readonly number[]) =>
  Buffer.concat([tagType('XYZ '), ...values.map((value) => int32(Math.round(value * 65_536)))]);

function curve(transfer: Transfer): Buffer {
  const points = Buffer.alloc(2 * samples);
  for (let index = 0; index < samples; index += 1) {
    points.writeUInt16BE(Math.round(Math.min(Math.max(transfer(index / (samples - 1)), 0), 1) * 65_535), 2 * index);
  }
  return Buffer.concat([tagType('curv'), uint32(samples), points]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
