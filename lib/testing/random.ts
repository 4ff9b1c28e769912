// In Jest, each access to a global takes long.
const { imul } = Math;

/** A reproducible sequence of random numbers from 0 to 1: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Random = () => number;

/** An integer from 0 to `below`, exclusive. */
export const whole = (random: Random, below: number): number => Math.floor(random() * below);

/** A random element of the choices. */
export const among = <T>(random: Random, choices: readonly T[]): T => choices[whole(random, choices.length)] as T;
