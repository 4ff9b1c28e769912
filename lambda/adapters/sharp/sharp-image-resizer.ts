import type { Original } from '../../core/image';
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

  async resize<Used>(
    bytes: Uint8Array,
    kind: FileKind | undefined,
    use: (image: ResizedImage, size: SizeName) => Promise<Used>,
  ): Promise<{ original: Original; sizes: Sizes<Used> }> {
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
    // A small image has the same pixels in several sizes: they are encoded once.
    const encoded = new Map<Pixels, Promise<ResizedImage>>();
    const encodeOnce = (size: Pixels) => {
      const image = encoded.get(size) ?? encode(size, this.settings.format, plan.optionsFor(size));
      encoded.set(size, image);
      return image;
    };
    const sizes = await mapSizes(shrinkAll(pixels, plan), async (size, name) => use(await encodeOnce(await size), name));
    return { original: { bytes: bytes.byteLength, width, height, format }, sizes };
  }
}

/** Begins to make the pixels of all sizes. The largest ones are ready first, and take longest to encode. */
function shrinkAll(decoded: Pixels, { kernelFor }: Plan): Sizes<Promise<Pixels>> {
  const sizes: Partial<Record<SizeName, Promise<Pixels>>> = {};
  let pixels = Promise.resolve(decoded);
  for (const name of largestFirst) {
    const bound = sizeBounds[name];
    pixels = pixels.then((larger) => shrink(larger, bound, kernelFor(bound)));
    sizes[name] = pixels;
  }
  return sizes as Sizes<Promise<Pixels>>;
}

async function shrink(pixels: Pixels, bound: number, kernel: ReturnType<Plan['kernelFor']>): Promise<Pixels> {
  if (Math.max(pixels.info.width, pixels.info.height) <= bound) return pixels;
  return toPixels(fromPixels(pixels).resize({ ...boundBox(bound), kernel }));
}
