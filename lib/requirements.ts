import { SetupError } from './setup-error';

/** @throws SetupError unless the setting is a whole number from `min` to `max` */
export function requireWholeNumber(setting: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new SetupError(`${setting} is ${value}. Set it to a whole number from ${min} to ${max}.`);
}

/** @throws SetupError unless the setting is one of `allowed` */
export function requireOneOf<T extends string | number>(setting: string, value: T, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw new SetupError(`${setting} is ${value}. Set it to one of ${allowed.join(', ')}.`);
}
