import sharp from 'sharp';

const side = 8;
const step = 4;
/** The constants of the definition, for levels from 0 to 255. */
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/**
 * The structural similarity of two pictures of the same dimensions: the mean of the brightness in windows of 8 × 8 pixels, from 0 to 1.
 * @see Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment, IEEE Transactions on Image Processing 13 (2004)
 */
export async function similarity(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([brightness(one), brightness(other)]);
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`The pictures have different dimensions: ${a.width} × ${a.height} and ${b.width} × ${b.height}.`);
  }
  let [sum, windows] = [0, 0];
  for (let top = 0; top + side <= a.height; top += step) {
    for (let left = 0; left + side <= a.width; left += step) {
      sum += ofWindow(a, b, top * a.width + left);
      windows += 1;
    }
  }
  return sum / windows;
}

interface Brightness {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function brightness(file: Buffer): Promise<Brightness> {
  const { data, info } = await sharp(file).toColorspace('b-w').extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function ofWindow(a: Brightness, b: Brightness, start: number): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = start + row * a.width + column;
      const x = a.data[at] ?? 0;
      const y = b.data[at] ?? 0;
      sumA += x;
      sumB += y;
      squaresA += x * x;
      squaresB += y * y;
      products += x * y;
    }
  }
  const count = side * side;
  const [meanA, meanB] = [sumA / count, sumB / count];
  const variances = squaresA / count - meanA ** 2 + squaresB / count - meanB ** 2;
  const covariance = products / count - meanA * meanB;
  return ((2 * meanA * meanB + c1) * (2 * covariance + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (variances + c2));
}
