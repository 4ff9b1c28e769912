import sharp from 'sharp';
import type { FailedImage, ImageRecord, ReadyImage } from '../../../lambda/core/image';
import { renditionKey } from '../../../lambda/core/keys';
import { sizeBounds, sizeNames } from '../../../lambda/core/sizes';
import { secret } from '../../../lib/testing/images/telltale';
import { chunksOf } from '../../../lib/testing/images/webp';
import type { TestServices } from '../../../test/support/services';

const metadata = ['exif', 'xmp', 'iptc', 'icc', 'comments', 'orientation', 'pages'] as const;

/** Chunks of a WebP that contains only a picture. */
const pictureChunks = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH']);

/** Returns the problems with the outcome of an upload. */
export async function problems(image: ImageRecord | undefined, services: TestServices): Promise<string[]> {
  switch (image?.status) {
    case 'READY':
      return judgeReady(image, services);
    case 'FAILED':
      return [
        ...(await leftBehind(image, services)),
        ...(image.rejection.reason.length > 20 ? [] : [`The reason is ${JSON.stringify(image.rejection.reason)}.`]),
        ...(image.rejection.retryable ? [`${image.rejection.code} is retryable, although the file is at fault.`] : []),
      ];
    default:
      return [`The image is ${image?.status}.`];
  }
}

async function leftBehind({ owner, id, upload }: FailedImage, { own }: TestServices): Promise<string[]> {
  const version = upload?.version ?? '';
  const found = await Promise.all(sizeNames.map((size) => own.renditions.stat(renditionKey({ owner, id, version, size }))));
  return sizeNames.filter((_, index) => found[index]).map((size) => `It failed, but stored a ${size}.`);
}

async function judgeReady({ original, sizes }: ReadyImage, { own }: TestServices): Promise<string[]> {
  const found: string[] = [];
  if (Object.keys(sizes).join() !== sizeNames.join()) found.push(`The sizes are ${Object.keys(sizes)}.`);
  for (const [name, { key, width, height, bytes, format }] of Object.entries(sizes)) {
    const report = (text: string) => found.push(`${name}: ${text}`);
    const bound = sizeBounds[name as keyof typeof sizeBounds];
    if (Math.max(width, height) > bound || Math.min(width, height) < 1) report(`${width} × ${height} are out of bounds.`);
    if (width > original.width || height > original.height) report(`${width} × ${height} are larger than the original.`);
    const file = Buffer.from((await own.renditions.read(key)) ?? []);
    if (file.length !== bytes) report(`The file has ${file.length} bytes, not ${bytes}.`);
    const header = await sharp(file).metadata();
    if (header.width !== width || header.height !== height || header.format !== format) {
      report(`The file is a ${header.format} of ${header.width} × ${header.height}.`);
    }
    const pixels = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    if (pixels.data.length !== width * height * pixels.info.channels) report('It has too few or too many pixels.');
    for (const kind of metadata) if (header[kind] !== undefined) report(`It has ${kind}.`);
    found.push(...unexpectedParts(file).map((text) => `${name}: ${text}`));
  }
  return found;
}

/** Checks the bytes of a rendition without a library: they may only contain a picture. */
function unexpectedParts(file: Buffer): string[] {
  const chunks = chunksOf(file);
  const strange = chunks.map((part) => part.toString('latin1', 0, 4)).filter((type) => !pictureChunks.has(type));
  const length = chunks.reduce((sum, part) => sum + part.length, 12);
  return [
    ...strange.map((type) => `It has a chunk ${type}.`),
    ...(length === file.length ? [] : ['It has bytes after its last chunk.']),
    ...[secret, 'Exif', 'xmpmeta', '<script'].filter((mark) => file.includes(mark)).map((mark) => `It contains ${mark}.`),
  ];
}
