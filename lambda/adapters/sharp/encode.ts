import sharp, { type Sharp } from 'sharp';
import type { OutputFormat } from '../../core/formats';
import type { ResizedImage } from '../../core/ports';
import type { ImageSettings } from '../../core/settings';
import { fromPixels, type Pixels } from './pixels';

/** Settings of the encoder for one file. */
interface EncoderOptions {
  readonly quality: number;
  readonly effort: number;
}

type Encoder = (image: Sharp, options: EncoderOptions) => Sharp;

const encoders: Readonly<Record<OutputFormat, Encoder>> = {
  webp: (image, { quality, effort }) => image.webp({ quality, effort }),
  avif: (image, { quality, effort }) => image.avif({ quality, effort }),
  // JPEG has no alpha channel, and transparent pixels are often black.
  jpeg: (image, { quality }) => image.flatten({ background: 'white' }).jpeg({ quality }),
};

/** Encodes pixels as a file. Pixels have no metadata, so that the file has none. */
export async function encode(pixels: Pixels, format: OutputFormat, options: EncoderOptions): Promise<ResizedImage> {
  const { data, info } = await encoders[format](fromPixels(pixels), options).toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height, format };
}

/** @throws Error when the encoder rejects the settings */
export function checkEncoder(settings: ImageSettings): void {
  encoders[settings.format](sharp(), fixedOptions(settings));
}

/** Effort 2 takes half the time of effort 4 for WebP, and a tenth for AVIF. */
function fixedOptions({ quality, effort }: ImageSettings): EncoderOptions {
  return { quality, effort: effort === 'auto' ? 2 : effort };
}

type Kernel = 'lanczos3' | 'cubic';

/** How the sizes of one image are made. */
export interface Plan {
  /** Kernel by which pixels are shrunk into a bounding box. */
  kernelFor(bound: number): Kernel;
  optionsFor(size: Pixels): EncoderOptions;
}

/** Side of a size for which the effort with the best quality costs hardly any time. */
const smallSide = 256;

/**
 * Chooses how to make the sizes of an image.
 * @param largest the pixels of the largest size
 */
export async function planFor(largest: Pixels, settings: ImageSettings): Promise<Plan> {
  const options = fixedOptions(settings);
  const fixed: Plan = { kernelFor: () => 'lanczos3', optionsFor: () => options };
  if (settings.format !== 'webp' || settings.effort !== 'auto') return fixed;
  const { quality } = options;
  const grainy = await isGrainy(largest, options);
  const ofLargest = grainy ? { quality: Math.min(quality + 1, 100), effort: 0 } : options;
  // A size that is made from a larger one is sharper than one from a decoder that skips pixels: it needs more bytes.
  const ofSmaller = grainy ? options : { ...options, quality: Math.max(quality - 1, 1) };
  return {
    // The softer kernel removes grain, which takes most of the bytes.
    kernelFor: (bound) => (grainy && bound > smallSide ? 'cubic' : 'lanczos3'),
    optionsFor(size) {
      if (size === largest) return ofLargest;
      return Math.max(size.info.width, size.info.height) <= smallSide ? { quality, effort: 4 } : ofSmaller;
    },
  };
}

/** Less texture than this, in the calmest tenth of an image, is not worth a trial. */
const littleTexture = 3;
const trialRows = 16;
/** Effort 0 may need this many times the bytes of a higher effort. */
const mostBytes = 1.02;

/**
 * Whether effort 0 is sufficient for an image, because a higher effort saves no bytes. That applies to grain, and is tried with
 * some rows from the middle of the image: an image with texture everywhere is similar everywhere.
 */
async function isGrainy(pixels: Pixels, options: EncoderOptions): Promise<boolean> {
  const { data, info } = pixels;
  if (Math.min(info.width, info.height) < smallSide || calmestTexture(pixels) < littleTexture) return false;
  const rowBytes = info.width * info.channels;
  const start = Math.floor((info.height - trialRows) / 2) * rowBytes;
  const strip = { data: data.subarray(start, start + trialRows * rowBytes), info: { ...info, height: trialRows } };
  const [fast, slow] = await Promise.all([encode(strip, 'webp', { ...options, effort: 0 }), encode(strip, 'webp', options)]);
  return fast.bytes.length <= mostBytes * slow.bytes.length;
}

const sampledRows = 32;
const blockWidth = 16;

/**
 * How much pixels differ from their neighbors in the calmest tenth of an image, in levels: 0 to 1 in most photos, which have a
 * sky or a blurred background.
 */
function calmestTexture({ data, info: { width, height, channels } }: Pixels): number {
  const green = channels < 3 ? 0 : 1;
  const blocksPerRow = Math.floor((width - 2) / blockWidth);
  const blocks = new Float32Array(sampledRows * blocksPerRow);
  for (let row = 0; row < sampledRows; row += 1) {
    const start = Math.floor(((row + 0.5) * height) / sampledRows) * width * channels + green;
    for (let block = 0; block < blocksPerRow; block += 1) {
      const first = start + (1 + block * blockWidth) * channels;
      let sum = 0;
      for (let at = first; at < first + blockWidth * channels; at += channels) {
        sum += Math.abs(2 * (data[at] ?? 0) - (data[at - channels] ?? 0) - (data[at + channels] ?? 0));
      }
      blocks[row * blocksPerRow + block] = sum / blockWidth;
    }
  }
  return blocks.sort()[Math.floor(blocks.length / 10)] ?? 0;
}
