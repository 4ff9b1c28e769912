/** Maps a stored value to light, both from 0 (black) to 1 (white). */
export type Transfer = (value: number) => number;

export const power =
  (exponent: number): Transfer =>
  (value) =>
    value ** exponent;

/** IEC 61966-2-1. */
export const srgbTransfer: Transfer = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

const bt709: Transfer = (value) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45));

const smpte240: Transfer = (value) => (value < 0.0913 ? value / 4 : ((value + 0.1115) / 1.1115) ** (1 / 0.45));

const logarithmic =
  (decades: number): Transfer =>
  (value) =>
    value === 0 ? 0 : 10 ** (decades * (value - 1));

/*
 * HDR. A screen without HDR shows diffuse white as its maximum, so that brighter light has to be compressed. Light is measured
 * in cd/m².
 */

/** Diffuse white. @see https://www.itu.int/pub/R-REP-BT.2408 */
const diffuseWhite = 203;

/** The brightest light that keeps its detail. Most HDR photos and screenshots are made for screens with this peak. */
const peak = 1000;

/** SMPTE ST 2084, from the stored value to light. @see https://www.itu.int/rec/R-REC-BT.2100, table 4 */
function pqLight(value: number): number {
  const root = value ** (1 / pq.m2);
  return 10_000 * (Math.max(root - pq.c1, 0) / (pq.c2 - pq.c3 * root)) ** (1 / pq.m1);
}

function pqValue(light: number): number {
  const scaled = (light / 10_000) ** pq.m1;
  return ((pq.c1 + pq.c2 * scaled) / (1 + pq.c3 * scaled)) ** pq.m2;
}

const pq = { m1: 2610 / 16_384, m2: (2523 / 4096) * 128, c1: 3424 / 4096, c2: (2413 / 4096) * 32, c3: (2392 / 4096) * 32 };

/**
 * Hybrid log-gamma on a screen with that peak, with its system gamma of 1.2 applied to each channel. @see ITU-R BT.2100, table
 * 5
 */
function hlgLight(value: number): number {
  const [a, b, c] = [0.178_832_77, 0.284_668_92, 0.559_910_73];
  const scene = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
  return peak * scene ** 1.2;
}

/**
 * Compresses light from the peak to below diffuse white, by the curve of ITU-R BT.2390, 5.4.1: the darker half is unchanged,
 * and highlights keep their detail.
 */
function onStandardScreen(light: number): number {
  const whole = pqValue(peak);
  const white = pqValue(diffuseWhite) / whole;
  const knee = 1.5 * white - 0.5;
  const value = Math.min(pqValue(light) / whole, 1);
  if (value <= knee) return light / diffuseWhite;
  const t = (value - knee) / (1 - knee);
  const bent = (2 * t ** 3 - 3 * t ** 2 + 1) * knee + (t ** 3 - 2 * t ** 2 + t) * (1 - knee) + (3 * t ** 2 - 2 * t ** 3) * white;
  return Math.min(pqLight(bent * whole) / diffuseWhite, 1);
}

/** By the codes of ITU-T H.273, table 3. Missing codes are reserved, or mean that the function is unknown. */
export const transfers: Readonly<Record<number, Transfer>> = {
  1: bt709,
  4: power(2.2),
  5: power(2.8),
  6: bt709,
  7: smpte240,
  8: power(1),
  9: logarithmic(2),
  10: logarithmic(2.5),
  11: bt709,
  12: bt709,
  13: srgbTransfer,
  14: bt709,
  15: bt709,
  16: (value) => onStandardScreen(pqLight(value)),
  17: power(2.6),
  18: (value) => onStandardScreen(hlgLight(value)),
};
