import measured from './measured.json';

/** A measured figure, and where it was measured. */
export interface Measured {
  readonly ms: number;
  readonly where: string;
}

/** Medians of benchmarks, in milliseconds of CPU time. */
const { ms, date, node, platform } = measured;

const month = new Date(date).toLocaleString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const machine = `by a benchmark, ${month}, Node ${node.split('.')[0]} on ${platform}; not measured on Lambda`;

/** The pictures of two benchmarks, in millions of pixels. The smaller has the pixels of the largest size, so that nothing shrinks to it. */
const pictures = { large: (4032 * 3024) / 1e6, small: (2048 * 1536) / 1e6 } as const;

const perMegapixel = (ms['resize 1/f'] - ms['resize 3 megapixels']) / (pictures.large - pictures.small);

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/**
 * CPU time on one vCPU, which Lambda has at 1769 MB, in milliseconds. With less memory a function has a proportional share of it. arm64 is
 * assumed to be as fast as x86_64.
 */
export const durations = {
  /** A warm call that reaches no service. */
  base: { ms: rounded(ms['warm nothing'], 1), where: `a warm call of a handler that does nothing, ${machine}` },
  /** Each call of the SDK. */
  sdkCall: {
    ms: rounded(ms['warm get-image'] - ms['warm nothing'], 1),
    where: `a warm call of get-image, ${ms['warm get-image']} ms, without the base, ${machine}`,
  },
  /** A list of 20 images beside its call. */
  list: {
    ms: rounded(ms['warm list-images'] - ms['warm get-image'], 1),
    where: `a warm call of list-images, ${ms['warm list-images']} ms, without that of get-image, ${machine}`,
  },
  /** Shrinking an original: for each megapixel. */
  resizePerMegapixel: {
    ms: rounded(perMegapixel, 1),
    where: `resizing 12 megapixels, ${ms['resize 1/f']} ms, beside 3 of them, ${ms['resize 3 megapixels']} ms, ${machine}`,
  },
  /** Encoding the three sizes, from originals of 3.1 megapixels on. */
  encode: {
    ms: rounded(ms['resize mean'] - perMegapixel * pictures.large, 0),
    where: `resizing 12 megapixels, the mean of generated pictures, ${ms['resize mean']} ms, without shrinking, ${machine}`,
  },
  /** Loading a function's code at a cold start. */
  load: { ms: rounded(ms['cold-start get-image: load'], 0), where: `the load of get-image in a new process, ${machine}` },
  /** Loading the resizer with sharp. */
  loadResizer: {
    ms: rounded(ms['cold-start resize-image: load'], 0),
    where: `the load of resize-image in a new process, ${machine}`,
  },
} as const satisfies Record<string, Measured>;

/** Pixels of the largest size, of an original with the sides 4:3, in millions. */
export const largestMegapixels = 3.1;

/** Bytes of the three sizes: means of the generated pictures of the benchmarks. The smallest is always as large. */
export const renditionBytes = { thumbnail: 4_031, medium: 53_859, full: 436_798 } as const;

/** Returns the CPU time of the resizer for an original, in milliseconds. */
export function resizeMs(megapixels: number): number {
  return durations.encode.ms * Math.min(1, megapixels / largestMegapixels) + durations.resizePerMegapixel.ms * megapixels;
}
