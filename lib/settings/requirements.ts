import { nearest } from '../../cli/nearest';
import { UserError } from '../../cli/user-error';

/** All names of a type, for a check at run time: the compiler refuses a list that lacks one, or has another. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>;

/**
 * For settings that no compiler has seen: the CDK runs the app without one.
 * @throws UserError unless every setting of the object is known
 */
export function requireKnownNames(where: string, given: object, known: Readonly<Record<string, true>>): void {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new UserError(
    `Unknown setting "${unknown}" in ${where}.${didYouMean(unknown, names)} The settings there are ${names.join(', ')}.`,
  );
}

/** @throws UserError unless the setting is a whole number from `min` to `max` */
export function requireWholeNumber(setting: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new UserError(`${setting} is ${value}. Set it to a whole number from ${min} to ${max}.`);
}

/** @throws UserError unless the setting is one of `allowed` */
export function requireOneOf<T extends string | number | boolean>(setting: string, value: T, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw new UserError(`${setting} is ${value}. Set it to one of ${allowed.join(', ')}.`);
}

/** A question for the name that was probably meant, with a space before it; nothing where none is alike. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant ? ` Did you mean "${meant}"?` : '';
}
