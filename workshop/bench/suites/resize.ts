import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { boundBox } from '../../../lambda/adapters/sharp/read-pixels';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { type Sizes, sizeBounds, sizeNames } from '../../../lambda/core/sizes';
import { type FileKind, sniff } from '../../../lambda/core/sniff';
import { jpegToolsObstacle, prepareJpegTools } from '../baselines/jpeg-tools';
import { threePipelines } from '../baselines/pipelines';
import { timed, timedCommand } from '../cpu';
import { type Detail, type Dimensions, picture, twelveMegapixels } from '../inputs';
import { similarity } from '../similarity';
import { inPairs, type Row, type Sample, type Samples, type Session, type Side, type Suite, samplesOf } from '../suite';

/** Photos of a Debian package, under Creative Commons licenses that permit their use. */
const photoFolder = '/usr/share/backgrounds';
const photoPackage = 'lomiri-wallpapers-16.04';

const photos = {
  dragonfly: 'Dragonfly_by_Bolly.jpg',
  mountains: 'picosdeeuropa_by_Aitzol_Berasategi.jpg',
  sunset: 'sunset_by_Aitzol_Berasategi.jpg',
} as const;

type PhotoName = keyof typeof photos;

interface Input {
  /** A generated picture, or a photo. */
  readonly of: Detail | PhotoName;
  /** Of a generated picture. @default 12 megapixels */
  readonly dimensions?: Dimensions;
  readonly file: (picture: Sharp) => Sharp;
  /** Whether the bytes and the similarity of the sizes are compared too. @default false */
  readonly sizes?: boolean;
}

const jpeg = (picture: Sharp) => picture.jpeg({ quality: 85 });

/** As large as the largest size, so that nothing shrinks to it. */
const ofLargestSize: Dimensions = { width: 2048, height: 1536 };

/** Files of 12 megapixels, and one that is smaller. */
const inputs: Readonly<Record<string, Input>> = {
  'resize 1/f': { of: '1/f', file: jpeg, sizes: true },
  'resize smooth': { of: 'smooth', file: jpeg, sizes: true },
  'resize noise': { of: 'noise', file: jpeg, sizes: true },
  'resize Display P3': { of: '1/f', file: (picture) => jpeg(picture.withIccProfile('p3')) },
  'resize sRGB profile': { of: '1/f', file: (picture) => jpeg(picture.withIccProfile('srgb')) },
  'resize progressive': { of: '1/f', file: (picture) => picture.jpeg({ quality: 85, progressive: true }) },
  'resize PNG': { of: '1/f', file: (picture) => picture.png({ compressionLevel: 6 }) },
  'resize WebP': { of: '1/f', file: (picture) => picture.webp({ quality: 85, effort: 0 }) },
  'resize rotated': { of: '1/f', file: (picture) => jpeg(picture.withMetadata({ orientation: 6 })) },
  'resize 3 megapixels': { of: '1/f', dimensions: ofLargestSize, file: jpeg },
  'resize CMYK': { of: '1/f', file: (picture) => jpeg(picture.toColorspace('cmyk')) },
};

/** With their own pixels, at most 12 megapixels, encoded as by a camera: about 0.14 bytes for each pixel. */
const photoInputs: Readonly<Record<string, Input>> = Object.fromEntries(
  (Object.keys(photos) as PhotoName[]).map((of) => [`resize photo ${of}`, { of, file: jpeg, sizes: true }]),
);

const compared = Object.keys(inputs).filter((name) => inputs[name]?.sizes);
const toJpeg = 'resize to JPEG';
const mean = 'resize mean';
const unit = 'CPU ms';

const benchmarks: Readonly<Record<string, readonly Row[]>> = {
  ...Object.fromEntries(
    Object.entries({ ...inputs, ...photoInputs }).map(([name, { sizes }]) => [
      name,
      [{ name, unit }, ...(sizes ? rowsOfSizes(name) : [])],
    ]),
  ),
  [mean]: [{ name: mean, unit }],
  [toJpeg]: [{ name: toJpeg, unit }],
};

function rowsOfSizes(name: string): Row[] {
  return sizeNames.flatMap((size) => [
    { name: `${name}: bytes of ${size}`, unit: 'bytes' },
    { name: `${name}: SSIM of ${size}`, unit: 'SSIM' },
  ]);
}

/** Three WebP images of each file of 12 megapixels, against three default pipelines of sharp. */
export const resize: Suite = {
  benchmarks,
  obstacle: (benchmark) => (benchmark === toJpeg ? jpegToolsObstacle() : photoObstacle(benchmark)),
  open: async () => new ResizeSession(),
};

function photoObstacle(benchmark: string): string | undefined {
  const name = photoInputs[benchmark]?.of;
  if (!isPhoto(name) || existsSync(join(photoFolder, photos[name]))) return undefined;
  return `it requires the photo ${photos[name]}: apt-get install ${photoPackage}`;
}

const isPhoto = (name?: string): name is PhotoName => name !== undefined && name in photos;

async function photo(name: PhotoName): Promise<Sharp> {
  // Of the bytes, because the application blocks sharp's readers of files.
  const image = sharp(await readFile(join(photoFolder, photos[name])));
  const { width, height } = twelveMegapixels;
  const { data, info } = await image
    .resize({ width, height, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

class ResizeSession implements Session {
  private readonly pictures = new Map<string, Promise<Sharp>>();
  private readonly measured = new Map<string, readonly Sample[]>();

  async measure(name: string, pairs: number): Promise<Samples> {
    if (name === mean) return { [mean]: await this.meanOf(pairs) };
    if (name === toJpeg) return { [toJpeg]: await compareJpeg(await this.fileOf('resize 1/f'), pairs) };
    const file = await this.fileOf(name);
    const times = await comparePipelines(file, pairs);
    this.measured.set(name, times);
    return { [name]: times, ...(inputOf(name).sizes ? await compareSizes(name, file) : {}) };
  }

  /** The mean of the three pictures, in each pair. */
  private async meanOf(pairs: number): Promise<Sample[]> {
    for (const name of compared) if (!this.measured.has(name)) await this.measure(name, pairs);
    const all = compared.map((name) => this.measured.get(name) ?? []);
    const average = (pair: number, side: Side) =>
      all.reduce((sum, samples) => sum + (samples[pair]?.[side] ?? Number.NaN), 0) / all.length;
    return Array.from({ length: pairs }, (_, pair) => ({ ours: average(pair, 'ours'), baseline: average(pair, 'baseline') }));
  }

  private async fileOf(name: string): Promise<Buffer> {
    const input = inputOf(name);
    const { of, dimensions = twelveMegapixels } = input;
    const key = `${of} ${dimensions.width}`;
    const made = this.pictures.get(key) ?? (isPhoto(of) ? photo(of) : picture(of, dimensions));
    this.pictures.set(key, made);
    return input.file((await made).clone()).toBuffer();
  }

  async close(): Promise<void> {}
}

function inputOf(name: string): Input {
  const input = { ...inputs, ...photoInputs }[name];
  if (!input) throw new TypeError(`No benchmark ${name}.`);
  return input;
}

/** Returns the application's work on a file. */
export function cascade(file: Buffer, format: 'webp' | 'jpeg' = 'webp'): () => Promise<Sizes<Buffer>> {
  const resizer = new SharpImageResizer({ ...defaultImageSettings, format });
  const kind = sniff(file) as FileKind;
  return async () => (await resizer.resize(file, kind, async ({ bytes }) => Buffer.from(bytes))).sizes;
}

async function comparePipelines(file: Buffer, pairs: number): Promise<Sample[]> {
  const ours = cascade(file);
  await ours();
  await threePipelines(file);
  const measured = await inPairs(pairs, { ours: () => timed(ours), baseline: () => timed(() => threePipelines(file)) });
  return samplesOf(measured, ({ cpu }) => cpu);
}

async function compareSizes(name: string, file: Buffer): Promise<Samples> {
  const [ours, baseline] = [await cascade(file)(), await threePipelines(file)];
  const samples: Record<string, Sample[]> = {};
  for (const size of sizeNames) {
    const reference = await sharpReference(file, sizeBounds[size]);
    samples[`${name}: bytes of ${size}`] = [{ ours: ours[size].length, baseline: baseline[size].length }];
    samples[`${name}: SSIM of ${size}`] = [
      { ours: await similarity(ours[size], reference), baseline: await similarity(baseline[size], reference) },
    ];
  }
  return samples;
}

/** All pixels, resized by sharp in one step, without losses of an encoder or of a decoder that skips pixels. */
async function sharpReference(file: Buffer, bound: number): Promise<Buffer> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info }).resize(boundBox(bound)).png({ compressionLevel: 0 }).toBuffer();
}

/** The shell counts in hundredths of a second. */
const toolRuns = 5;

async function compareJpeg(file: Buffer, pairs: number): Promise<Sample[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    await writeFile(join(folder, 'photo.jpg'), file);
    const ours = cascade(file, 'jpeg');
    await ours();
    const command = await prepareJpegTools(folder, file);
    const often = Array(toolRuns).fill(command).join(' && ');
    const measured = await inPairs(pairs, {
      ours: async () => (await timed(ours)).cpu,
      baseline: async () => (await timedCommand(often, folder)).cpu / toolRuns,
    });
    return samplesOf(measured, (cpu) => cpu);
  } finally {
    await rm(folder, { recursive: true });
  }
}
