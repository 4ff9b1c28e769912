import type { OutputFormat } from './formats';

/** How images are accepted and encoded. The stack passes these settings to the functions; the local run uses the defaults. */
export interface ImageSettings {
  /** Largest upload, in bytes. */
  readonly maxBytes: number;
  /** Largest upload, in pixels (width × height). */
  readonly maxPixels: number;
  /** Images that an owner may create per day, in UTC. */
  readonly maxUploadsPerDay: number; // part: quotas
  /** Images that an owner may store. */
  readonly maxStoredImages: number; // part: quotas
  readonly format: OutputFormat;
  /** Quality of the encoder, 1 to 100. */
  readonly quality: number;
  /**
   * CPU effort for smaller files: 0 to 6 for WebP, 0 to 9 for AVIF. Ignored for JPEG. With `auto`, the resizer chooses effort and
   * quality of each WebP size by its content: about the quality and bytes of effort 4, in half the CPU time.
   */
  readonly effort: number | 'auto';
}

export const defaultImageSettings: ImageSettings = {
  maxBytes: 20 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxUploadsPerDay: 2_000, // part: quotas
  maxStoredImages: 10_000, // part: quotas
  format: 'webp',
  quality: 80,
  effort: 'auto',
};
