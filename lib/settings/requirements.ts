import { nearest } from '../../cli/nearest';
import { UserError } from '../../cli/user-error';

/** Defines all names of a type for checks at run time. The compiler rejects a list with a missing or an additional name. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>;

/**
 * For settings that no compiler has checked: the CDK runs the app without type checking.
 * @throws UserError for an unknown setting
 */
export function requireKnownNames(where: string, given: object, known: Readonly<Record<string, true>>): void {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new UserError(`Unknown setting "${unknown}" in ${where}.${didYouMean(unknown, names)} Use one of: ${names.join(', ')}.`);
}

/** @throws UserError unless the setting is an integer from `min` to `max` */
export function requireWholeNumber(setting: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new UserError(`Invalid value ${value} for ${setting}. Use an integer from ${min} to ${max}.`);
}

/** @throws UserError unless the setting is one of `allowed` */
export function requireOneOf<T extends string | number | boolean>(setting: string, value: T, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw new UserError(`Invalid value "${value}" for ${setting}. Use one of: ${allowed.join(', ')}.`);
}

/** Returns a question with the nearest name, beginning with a space, or an empty string when none is similar. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant ? ` Did you mean "${meant}"?` : '';
}
