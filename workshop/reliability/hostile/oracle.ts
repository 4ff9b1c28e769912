import sharp from 'sharp';
import { type ContentType, contentTypes } from '../../../lambda/core/formats';
import { defaultImageSettings } from '../../../lambda/core/settings';

const { maxBytes, maxPixels } = defaultImageSettings;
/** Maximum side of an image, in pixels. */
const maxSide = 100_000;

/**
 * Decodes a file with plain sharp, with the loaders and the limits of the application. @returns `sound`: it must become READY;
 * `forgivable`: it may; otherwise the reason why it must not
 */
export async function verdict(bytes: Buffer, claimed: ContentType): Promise<Judgement> {
  if (bytes.length === 0 || bytes.length > maxBytes) return `unsound: ${bytes.length} bytes`;
  blockLoaders();
  return judged(bytes, claimed).catch(async (error: Error) => {
    // libwebp requires the correct size in the header, and the padding.
    if (!error.message.includes('webp: unable to parse image')) return `unsound: ${error.message}` as const;
    return judged(withRightSize(bytes), claimed).then(
      (judgement) => (judgement === 'sound' ? 'forgivable' : judgement),
      (second: Error) => `unsound: ${second.message}` as const,
    );
  });
}

type Judgement = 'sound' | 'forgivable' | `unsound: ${string}`;

async function judged(bytes: Buffer, claimed: ContentType): Promise<Judgement> {
  const { format, width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (!contentTypes.some((type) => type === claimed && type === `image/${format}`)) return `unsound: it is ${format}`;
  if (width * height > maxPixels || Math.max(width, height) > maxSide) return `unsound: ${width} × ${height}`;
  return decoded(bytes);
}

function withRightSize(webp: Buffer): Buffer {
  const padded = Buffer.concat([webp, Buffer.alloc(webp.length % 2)]);
  if (padded.length >= 8) padded.writeUInt32LE(padded.length - 8, 4);
  return padded;
}

async function decoded(bytes: Buffer): Promise<'sound' | 'forgivable'> {
  try {
    await decodeWhole(bytes);
    return 'sound';
  } catch (error) {
    // Common flaws of files from cameras and programs, which lose no pixel.
    const forgiven = forgivable.find(({ flaw }) => flaw.test((error as Error).message));
    if (!forgiven) throw error;
    await forgiven.decode(bytes);
    return 'forgivable';
  }
}

async function decodeWhole(bytes: Buffer, failOn: 'warning' | 'error' = 'warning'): Promise<void> {
  // For missing last rows, sharp only emits a warning, and only when its cache is off.
  sharp.cache(false);
  const warnings: string[] = [];
  const image = sharp(bytes, { failOn, limitInputPixels: maxPixels }).on('warning', (warning) => warnings.push(warning));
  await image.raw().toBuffer();
  if (failOn === 'warning' && warnings.some((warning) => warning.startsWith('read gave'))) throw new Error(warnings.join());
}

const forgivable: readonly { flaw: RegExp; decode: (bytes: Buffer) => Promise<void> }[] = [
  { flaw: /Invalid SOS|extraneous bytes|JFIF revision|Adobe color/, decode: (bytes) => decodeWhole(bytes, 'error') },
  { flaw: /premature end of JPEG image/, decode: (bytes) => decodeWhole(Buffer.concat([bytes, Buffer.from([0xff, 0xd9])])) },
];

function blockLoaders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });
}
