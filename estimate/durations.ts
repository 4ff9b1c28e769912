/** A measured figure, and where it was measured. */
export interface Measured {
  readonly ms: number;
  readonly where: string;
}

const page = 'docs/performance.md';
const machine = 'Node 20 on an x86 machine';

/**
 * CPU time on one vCPU, which Lambda has at 1769 MB, in milliseconds. With less memory a function has a proportional share of it. arm64 is
 * assumed to be as fast as x86_64.
 */
export const durations = {
  /** A warm call that reaches no service. */
  base: { ms: 0.5, where: `the row "nothing" of the warm calls in ${page}, ${machine}` },
  /** Each call of the SDK: a warm get-image, without the base. */
  sdkCall: { ms: 1.9, where: `warm get-image in ${page}, 2.43 ms, without the base` },
  /** A list of 20 images beside its call. */
  list: { ms: 1.5, where: `warm list-images in ${page}, 3.89 ms, without its call` },
  /** Shrinking an original: for each megapixel. */
  resizePerMegapixel: { ms: 4.9, where: `decoding and shrinking 12 megapixels in ${page}, 59 ms` },
  /** Encoding the three sizes, from originals of 3.1 megapixels on. */
  encode: { ms: 192, where: `"resize mean" in ${page}, 251 ms for 12 megapixels, without shrinking` },
  /** Loading a function's code at a cold start. */
  load: { ms: 55, where: `cold-start get-image: load in ${page}, ${machine}` },
  /** Loading the resizer with sharp. */
  loadResizer: { ms: 107, where: `cold-start resize-image: load in ${page}, ${machine}` },
} as const satisfies Record<string, Measured>;

/** Pixels of the largest size, of an original with the sides 4:3, in millions. */
export const largestMegapixels = 3.1;

/** Bytes of the three sizes: means of the three pictures that docs/performance.md has. The smallest has always the same. */
export const renditionBytes = { thumbnail: 4_031, medium: 53_859, full: 436_798 } as const;

/** Returns the CPU time of the resizer for an original, in milliseconds. */
export function resizeMs(megapixels: number): number {
  return durations.encode.ms * Math.min(1, megapixels / largestMegapixels) + durations.resizePerMegapixel.ms * megapixels;
}
