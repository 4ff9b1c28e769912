type Chromaticity = readonly [x: number, y: number];

/** The RGB primaries and the white point, as CIE 1931 chromaticities. */
export interface Primaries {
  readonly white: Chromaticity;
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
}

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

const d65: Chromaticity = [0.3127, 0.329];
const illuminantC: Chromaticity = [0.31, 0.316];

export const srgbPrimaries: Primaries = { white: d65, red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06] };

export const adobePrimaries: Primaries = { white: d65, red: [0.64, 0.33], green: [0.21, 0.71], blue: [0.15, 0.06] };

const ntsc: Primaries = { white: d65, red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07] };
const p3 = { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] } as const;

/** By the codes of ITU-T H.273, table 2. Missing codes are reserved, or mean that the colors are unknown. */
export const namedPrimaries: Readonly<Record<number, Primaries>> = {
  1: srgbPrimaries,
  4: { white: illuminantC, red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08] },
  5: { white: d65, red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06] },
  6: ntsc,
  7: ntsc,
  8: { white: illuminantC, red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049] },
  9: { white: d65, red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046] },
  10: { white: [1 / 3, 1 / 3], red: [1, 0], green: [0, 1], blue: [0, 0] },
  11: { white: [0.314, 0.351], ...p3 },
  12: { white: d65, ...p3 },
  22: { white: d65, red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077] },
};

/**
 * Returns the XYZ of the primaries under D50, the illuminant of ICC profiles; `undefined` when they do not add up to white, as
 * in a corrupt file. @see https://www.color.org/specification/ICC.1-2022-05.pdf, annex E
 */
export function colorants({ white, red, green, blue }: Primaries): Matrix | undefined {
  const primaries = transposed([xyz(red), xyz(green), xyz(blue)]);
  const toPrimaries = inverse(primaries);
  if (!toPrimaries || !(white[1] > 0)) return undefined;
  const whiteXyz = scaled(xyz(white), 1 / white[1]);
  const amounts = applied(toPrimaries, whiteXyz);
  if (!amounts.every((amount) => amount > 0)) return undefined;
  const [r, g, b] = transposed(primaries).map((color, index) => adapted(scaled(color, amounts[index] ?? 0), whiteXyz));
  const matrix = [r, g, b] as unknown as Matrix;
  // Valid primaries add up to white, so that none of them is far outside.
  return matrix.flat().every((value) => Math.abs(value) <= 2) ? matrix : undefined;
}

const xyz = ([x, y]: Chromaticity): Vector => [x, y, 1 - x - y];

/** Converts a color from one white point to D50, by the Bradford method. */
function adapted(color: Vector, white: Vector): Vector {
  const from = applied(bradford, white);
  const to = applied(bradford, [0.9642, 1, 0.8249]);
  const cone = applied(bradford, color).map((value, index) => (value * (to[index] ?? 0)) / (from[index] ?? 0));
  return applied(inverse(bradford) as Matrix, cone as unknown as Vector);
}

const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

const scaled = ([a, b, c]: Vector, by: number): Vector => [a * by, b * by, c * by];

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

const applied = ([a, b, c]: Matrix, vector: Vector): Vector => [dot(a, vector), dot(b, vector), dot(c, vector)];

const transposed = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];

function inverse([a, b, c]: Matrix): Matrix | undefined {
  const determinant = dot(a, cross(b, c));
  if (Math.abs(determinant) < 1e-6) return undefined;
  const by = 1 / determinant;
  return transposed([scaled(cross(b, c), by), scaled(cross(c, a), by), scaled(cross(a, b), by)]);
}
