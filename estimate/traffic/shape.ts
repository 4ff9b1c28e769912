/** How requests are spread over a day. */
export type ShapeName = 'steady' | 'daily-wave' | 'office-hours' | 'spike';

export interface Shape {
  readonly name: ShapeName;
  /** The rate of the busiest hour, divided by the mean rate of the day. */
  readonly peakFactor: number;
  /** Requests that arrive at the same moment, once a day, beside the others. Only for `spike`. */
  readonly atOnce: number;
}

/** Each shape: what it is, its usual peak factor, and the largest one that leaves no negative rate. */
export const shapes: Readonly<Record<ShapeName, { readonly summary: string; readonly usual: number; readonly largest: number }>> = {
  steady: { summary: 'the same rate at every hour', usual: 1, largest: 1 },
  'daily-wave': { summary: 'a wave with its peak at 20:00', usual: 1.8, largest: 24 },
  'office-hours': { summary: 'one rate from 9:00 to 17:00, a lower one outside', usual: 2.5, largest: 3 },
  spike: { summary: 'one busy hour from 12:00, which begins with requests at once', usual: 5, largest: 24 },
};

export const shapeNames = Object.keys(shapes) as ShapeName[];

/** The values of `atOnce`. */
export const atOnceRange = { from: 0, to: 1_000_000 } as const;

/** Returns a shape with its usual figures. */
export const usualShape = (name: ShapeName): Shape => ({
  name,
  peakFactor: shapes[name].usual,
  atOnce: name === 'spike' ? 500 : 0,
});

const peakHour = 20;
const office = { from: 9, to: 17 } as const;

/** The hour in which a spike begins. */
export const spikeHour = 12;

/**
 * Returns the rate at an hour of the day (0 up to 24, with fractions), divided by the mean rate of the day. The mean over a day is 1. It does
 * not include `atOnce`.
 */
export function relativeRate({ name, peakFactor }: Shape, hour: number): number {
  if (name === 'daily-wave') return wave(peakFactor, hour);
  if (name === 'office-hours') return plateau(peakFactor, hour, office.from, office.to);
  if (name === 'spike') return plateau(peakFactor, hour, spikeHour, spikeHour + 1);
  return 1;
}

/** A cosine from a night rate to the peak. From a peak factor of 2 on the night rate is 0, and the wave is shorter than a day. */
function wave(peakFactor: number, hour: number): number {
  const night = Math.max(0, 2 - peakFactor);
  const width = Math.min(24, 48 / peakFactor);
  const distance = Math.abs(((((hour - peakHour) % 24) + 36) % 24) - 12);
  if (distance > width / 2) return night;
  return night + (peakFactor - night) * ((1 + Math.cos((2 * Math.PI * distance) / width)) / 2);
}

/** Returns the hour at which the busiest time of some hours begins. */
export function busiestFrom({ name }: Shape, hours: number): number {
  if (name === 'daily-wave') return Math.max(0, Math.min(24 - hours, peakHour - hours / 2));
  if (name === 'office-hours') return Math.min(24 - hours, office.from);
  if (name === 'spike') return Math.min(24 - hours, spikeHour);
  return 0;
}

function plateau(peakFactor: number, hour: number, from: number, to: number): number {
  const hours = to - from;
  return hour >= from && hour < to ? peakFactor : (24 - hours * peakFactor) / (24 - hours);
}
