import type { ContentType } from '../../../lambda/core/formats';
import type { RejectionCode } from '../../../lambda/core/rejection';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import { among, seeded } from '../../../lib/testing/random';
import { type SeriesName, series, seriesNames } from './series';
import type { SoundFile } from './sound-files';

/** One input. The same seed, format and index reproduce it. */
export interface Case {
  readonly format: PhotoFormat;
  readonly index: number;
  readonly series: SeriesName | 'unmodified';
  /** The sound file from which it was created. */
  readonly origin: string;
  readonly bytes: Buffer;
  readonly claimed: ContentType;
  readonly refusal?: RejectionCode;
}

/** Every sound file of the format unmodified, then `count` hostile ones, from each series in turn. */
export async function* cases(seed: number, format: PhotoFormat, sound: readonly SoundFile[], count: number): AsyncGenerator<Case> {
  const claimed: ContentType = `image/${format}`;
  for (const [index, { name, bytes }] of sound.entries()) {
    yield { format, index, series: 'unmodified', origin: name, bytes, claimed };
  }
  for (let number = 0; number < count; number += 1) {
    const index = sound.length + number;
    const random = seeded(seed * 1_000_003 + index * 8 + formats.indexOf(format));
    const name = seriesNames[number % seriesNames.length] as SeriesName;
    const origin = among(random, sound);
    const file = await series[name](origin.bytes, random, format, Math.floor(number / seriesNames.length));
    yield { format, index, series: name, origin: origin.name, claimed, ...file };
  }
}

export const formats: readonly PhotoFormat[] = ['jpeg', 'png', 'webp'];
