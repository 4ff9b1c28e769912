import sharp from 'sharp';
import { type ContentType, contentTypes } from '../../../lambda/core/formats';
import { defaultImageSettings } from '../../../lambda/core/settings';

const { maxBytes, maxPixels } = defaultImageSettings;
/** Of an image, in pixels. */
const maxSide = 100_000;

/**
 * What plain sharp makes of a file, with the loaders and the limits of the application: `sound`, it must become READY;
 * `forgivable`, it may; otherwise why it must not.
 */
export async function verdict(bytes: Buffer, claimed: ContentType): Promise<'sound' | 'forgivable' | `unsound: ${string}`> {
  if (bytes.length === 0 || bytes.length > maxBytes) return `unsound: ${bytes.length} bytes`;
  blockLoaders();
  try {
    const { format, width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (!contentTypes.some((type) => type === claimed && type === `image/${format}`)) return `unsound: it is ${format}`;
    if (width * height > maxPixels || Math.max(width, height) > maxSide) return `unsound: ${width} × ${height}`;
    return await decoded(bytes);
  } catch (error) {
    return `unsound: ${(error as Error).message}`;
  }
}

async function decoded(bytes: Buffer): Promise<'sound' | 'forgivable'> {
  const decode = (failOn: 'warning' | 'error') => sharp(bytes, { failOn, limitInputPixels: maxPixels }).raw().toBuffer();
  try {
    await decode('warning');
    return 'sound';
  } catch (error) {
    // Cameras write this, and no pixel is lost by it.
    if (!(error as Error).message.includes('Invalid SOS parameters')) throw error;
    await decode('error');
    return 'forgivable';
  }
}

function blockLoaders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });
}
