import sharp, { type Sharp } from 'sharp';
import type { OutputFormat } from '../../core/formats';
import type { ResizedImage } from '../../core/ports';
import type { ImageSettings } from '../../core/settings';
import { fromPixels, type Pixels } from './pixels';

type Encoder = (image: Sharp, settings: ImageSettings) => Sharp;

const encoders: Readonly<Record<OutputFormat, Encoder>> = {
  webp: (image, { quality, effort }) => image.webp({ quality, effort }),
  avif: (image, { quality, effort }) => image.avif({ quality, effort }),
  // JPEG has no alpha channel, and transparent pixels are often black.
  jpeg: (image, { quality }) => image.flatten({ background: 'white' }).jpeg({ quality }),
};

/** Encodes pixels as a file. Pixels have no metadata, so that the file has none. */
export async function encode(pixels: Pixels, settings: ImageSettings): Promise<ResizedImage> {
  const { data, info } = await encoders[settings.format](fromPixels(pixels), settings).toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** @throws Error when the encoder rejects the settings */
export function checkEncoder(settings: ImageSettings): void {
  encoders[settings.format](sharp(), settings);
}
