import type { RejectionCode } from '../../../lambda/core/rejection';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import type { Case } from './cases';

/** How the work on one input ended. */
export interface Outcome extends Pick<Case, 'format' | 'index' | 'series' | 'origin' | 'refusal'> {
  readonly status: 'READY' | 'FAILED' | 'PENDING' | 'none';
  readonly code?: RejectionCode;
  readonly reason?: string;
  readonly cpuMs: number;
  /** What was wrong with it: throws, files out of bounds, metadata. */
  readonly complaints: readonly string[];
}

export interface Verdict {
  readonly format: PhotoFormat;
  readonly index: number;
  readonly is: 'sound' | 'forgivable' | `unsound: ${string}`;
}

/** Output of the process of a batch, line by line. */
export type Line =
  | { readonly begins: Pick<Case, 'format' | 'index' | 'series'> & { readonly step: string } }
  | { readonly outcome: Outcome }
  | { readonly peakMiB: number }
  | { readonly verdict: Verdict };
