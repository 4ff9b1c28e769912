import sharp, { type Sharp } from 'sharp';

export type Color = readonly [red: number, green: number, blue: number, alpha?: number];

/** The color at a position of the upright image, from 0 to 1 in both directions. */
export type Paint = (x: number, y: number) => Color;

export type PhotoFormat = 'jpeg' | 'png' | 'webp';

export interface PhotoOptions {
  /** Width of the upright image. @default 640 */
  readonly width?: number;
  /** Height of the upright image. @default 480 */
  readonly height?: number;
  /** @default 'jpeg' */
  readonly format?: PhotoFormat;
  /** EXIF orientation. @default 1, without EXIF */
  readonly orientation?: Orientation;
  /** @default scene */
  readonly paint?: Paint;
  /** Changes the image before the file is written: color spaces, profiles, metadata. */
  readonly edit?: (image: Sharp) => Sharp;
}

export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Maps a stored row and column to the upright image, from 0 to 1, by the table of EXIF 2.32, 4.6.5.A. */
const upright: Record<Orientation, (row: number, column: number) => [x: number, y: number]> = {
  1: (row, column) => [column, row],
  2: (row, column) => [1 - column, row],
  3: (row, column) => [1 - column, 1 - row],
  4: (row, column) => [column, 1 - row],
  5: (row, column) => [row, column],
  6: (row, column) => [1 - row, column],
  7: (row, column) => [1 - row, 1 - column],
  8: (row, column) => [row, 1 - column],
};

/** Creates a photo. The same options yield the same bytes. */
export async function photo(options: PhotoOptions = {}): Promise<Buffer> {
  const { width = 640, height = 480, format = 'jpeg', orientation = 1, paint = scene, edit = (image) => image } = options;
  const [columns, rows] = orientation > 4 ? [height, width] : [width, height];
  const channels = paint(0, 0).length === 4 ? 4 : 3;
  const data = Buffer.alloc(columns * rows * channels);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = upright[orientation]((row + 0.5) / rows, (column + 0.5) / columns);
      const color = paint(x, y);
      for (let channel = 0; channel < channels; channel++) data[at++] = color[channel] ?? 255;
    }
  }
  const raw = sharp(data, { raw: { width: columns, height: rows, channels } });
  return toFile(edit(orientation === 1 ? raw : raw.withMetadata({ orientation })), format).toBuffer();
}

function toFile(image: Sharp, format: PhotoFormat): Sharp {
  if (format === 'jpeg') return image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  return format === 'png' ? image.png({ compressionLevel: 6 }) : image.webp({ quality: 92, effort: 0 });
}

/** Named here, because a lookup of a global is slow in the sandbox of Jest. */
const { abs, imul } = Math;

/** Gradients with grain, which no encoder can compress to a tiny file. */
export const scene: Paint = (x, y) => {
  const grain = (imul(((x * 65_536) | 0) ^ imul((y * 65_536) | 0, 0x9e3779b1), 0x85ebca6b) >>> 27) - 16;
  const shade = 60 + abs(((x * 7) % 2) - 1) * 50 + grain;
  return [shade + x * 80, shade + y * 80, shade + (1 - x) * 60];
};

export const plain =
  (...color: Color): Paint =>
  () =>
    color;

export const red: Color = [220, 30, 30];
export const green: Color = [30, 180, 60];
export const blue: Color = [30, 60, 220];
export const yellow: Color = [240, 220, 40];

/** Red above green on the left, blue above yellow on the right: every rotation and reflection looks different. */
export const corners: Paint = (x, y) => (x < 0.5 ? (y < 0.5 ? red : green) : y < 0.5 ? blue : yellow);
