import sharp, { type Sharp } from 'sharp';
import type { OutputFormat } from '../../core/formats';
import type { ResizedImage } from '../../core/ports';
import type { ImageSettings } from '../../core/settings';
import { fromPixels, type Pixels } from './pixels';

type Encoder = (image: Sharp, settings: ImageSettings) => Sharp;

const encoders: Readonly<Record<OutputFormat, Encoder>> = {
  webp: (image, { quality, effort }) => image.webp({ quality, effort }),
  avif: (image, { quality, effort }) => image.avif({ quality, effort }),
  // JPEG has no alpha, and what lies under it is often black.
  jpeg: (image, { quality }) => image.flatten({ background: 'white' }).jpeg({ quality }),
};

/** Writes pixels as a file. It has no metadata, because pixels have none. */
export async function encode(pixels: Pixels, settings: ImageSettings): Promise<ResizedImage> {
  const { data, info } = await encoders[settings.format](fromPixels(pixels), settings).toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** @throws Error when the encoder does not take the settings */
export function checkEncoder(settings: ImageSettings): void {
  encoders[settings.format](sharp(), settings);
}
