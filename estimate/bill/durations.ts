/** A measured figure, and where it was measured. */
export interface Measured {
  readonly ms: number;
  readonly where: string;
}

const machine = 'Node 20 on an x86 machine, November 2026';

/**
 * CPU time on one vCPU, which Lambda has at 1769 MB, in milliseconds. With less memory a function has a proportional share of it. arm64 is
 * assumed to be as fast as x86_64.
 */
export const durations = {
  /** A warm call that reaches no service. */
  base: { ms: 0.5, where: `a warm call of a handler that does nothing, ${machine}` },
  /** Each call of the SDK: a warm get-image, without the base. */
  sdkCall: { ms: 1.9, where: `a warm call of get-image, 2.43 ms, without the base, ${machine}` },
  /** A list of 20 images beside its call. */
  list: { ms: 1.5, where: `a warm call of list-images, 3.89 ms, without the base and its call, ${machine}` },
  /** Shrinking an original: for each megapixel. */
  resizePerMegapixel: { ms: 4.9, where: `decoding and shrinking 12 megapixels, 59 ms, ${machine}` },
  /** Encoding the three sizes, from originals of 3.1 megapixels on. */
  encode: { ms: 192, where: `resizing 12 megapixels, the mean of generated pictures, 251 ms, without shrinking, ${machine}` },
  /** Loading a function's code at a cold start. */
  load: { ms: 55, where: `the load of get-image in a new process, 53 to 56 ms, ${machine}` },
  /** Loading the resizer with sharp. */
  loadResizer: { ms: 107, where: `the load of resize-image in a new process, ${machine}` },
} as const satisfies Record<string, Measured>;

/** Pixels of the largest size, of an original with the sides 4:3, in millions. */
export const largestMegapixels = 3.1;

/** Bytes of the three sizes: means of the generated pictures of the benchmarks. The smallest is always as large. */
export const renditionBytes = { thumbnail: 4_031, medium: 53_859, full: 436_798 } as const;

/** Returns the CPU time of the resizer for an original, in milliseconds. */
export function resizeMs(megapixels: number): number {
  return durations.encode.ms * Math.min(1, megapixels / largestMegapixels) + durations.resizePerMegapixel.ms * megapixels;
}
