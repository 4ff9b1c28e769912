import type { RejectionCode } from '../../../lambda/core/rejection';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import type { Case } from './cases';

/** The outcome of one input. */
export interface Outcome extends Pick<Case, 'format' | 'index' | 'series' | 'origin' | 'refusal'> {
  readonly status: 'READY' | 'FAILED' | 'PENDING' | 'none';
  readonly code?: RejectionCode;
  readonly reason?: string;
  readonly cpuMs: number;
  /** Problems: exceptions, files out of bounds, metadata. */
  readonly problems: readonly string[];
}

export interface Verdict {
  readonly format: PhotoFormat;
  readonly index: number;
  readonly is: 'sound' | 'forgivable' | `unsound: ${string}`;
}

/** A line in the output of a batch's process. */
export type Line =
  | { readonly begins: Pick<Case, 'format' | 'index' | 'series'> & { readonly step: string } }
  | { readonly outcome: Outcome }
  | { readonly peakMiB: number }
  | { readonly verdict: Verdict };
