import type { OutputFormat } from './formats';

/** How images are accepted and written. The stack passes it to the functions, the local run uses the defaults. */
export interface ImageSettings {
  /** Largest upload, in bytes. */
  readonly maxBytes: number;
  /** Largest upload, in pixels of all its area. */
  readonly maxPixels: number;
  /** Images that an owner may start between two midnights, UTC. */
  readonly maxUploadsPerDay: number;
  /** Images that an owner may have. */
  readonly maxStoredImages: number;
  readonly format: OutputFormat;
  /** Encoder's quality, 1 to 100. */
  readonly quality: number;
  /** CPU spent on a smaller file, 0 to 6 for WebP, 0 to 9 for AVIF. JPEG has none. */
  readonly effort: number;
}

export const defaultImageSettings: ImageSettings = {
  maxBytes: 20 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxUploadsPerDay: 2_000,
  maxStoredImages: 10_000,
  format: 'webp',
  quality: 80,
  // Against effort 4, half the CPU time for files 2 to 5 % larger.
  effort: 2,
};
