import type { ImageResizer, ResizedImage } from '../../core/ports';
import { empty, unknown } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';
import { mapSizes, type SizeName, type Sizes, sizeBounds, sizeNames } from '../../core/sizes';
import type { FileKind } from '../../core/sniff';
import { refusalOf } from '../file-type/refusal-of';
import { decode } from './decode';
import { checkEncoder, encode, type Plan, planFor } from './encode';
import { fromPixels, type Pixels, toPixels } from './pixels';
import { boundBox } from './read-pixels';

const largestFirst = sizeNames.toSorted((a, b) => sizeBounds[b] - sizeBounds[a]);

/**
 * Resizes with sharp in a cascade: the image is decoded once, and each size is made from the pixels of the next larger size.
 * This takes half the CPU time of a separate pipeline for each size.
 */
export class SharpImageResizer implements ImageResizer {
  /** @throws Error when the encoder rejects the settings */
  constructor(private readonly settings: ImageSettings) {
    checkEncoder(settings);
  }

  async resize(bytes: Uint8Array, kind: FileKind | undefined) {
    if (bytes.byteLength === 0) throw empty();
    if (!kind) {
      let refusal = unknown();
      refusal = await refusalOf(bytes); // part: format-names
      throw refusal;
    }
    const { format } = kind;
    const largest = Math.max(...Object.values(sizeBounds));
    const { width, height, pixels } = await decode(bytes, kind, largest, this.settings);
    const plan = await planFor(pixels, this.settings);
    const sizes = await this.encodeAll(await shrinkAll(pixels, plan), plan);
    return { original: { bytes: bytes.byteLength, width, height, format }, format: this.settings.format, sizes };
  }

  private encodeAll(pixels: Sizes<Pixels>, { optionsFor }: Plan): Promise<Sizes<ResizedImage>> {
    // A small image has the same pixels in several sizes: they are encoded once.
    const encoded = new Map<Pixels, Promise<ResizedImage>>();
    return mapSizes(pixels, (size) => {
      const image = encoded.get(size) ?? encode(size, this.settings.format, optionsFor(size));
      encoded.set(size, image);
      return image;
    });
  }
}

async function shrinkAll(decoded: Pixels, { kernelFor }: Plan): Promise<Sizes<Pixels>> {
  const sizes: Partial<Record<SizeName, Pixels>> = {};
  let pixels = decoded;
  for (const name of largestFirst) {
    const bound = sizeBounds[name];
    pixels = await shrink(pixels, bound, kernelFor(bound));
    sizes[name] = pixels;
  }
  return sizes as Sizes<Pixels>;
}

async function shrink(pixels: Pixels, bound: number, kernel: ReturnType<Plan['kernelFor']>): Promise<Pixels> {
  if (Math.max(pixels.info.width, pixels.info.height) <= bound) return pixels;
  return toPixels(fromPixels(pixels).resize({ ...boundBox(bound), kernel }));
}
