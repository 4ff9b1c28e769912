import { ownFunctions } from './functions';
import type { Invariant, Violation } from './invariant';
import { type Resource, show } from './template';

/** The runtime and the architecture of every function, in the format of a template. */
export interface Platform {
  readonly Runtime: string;
  readonly Architectures: readonly string[];
}

export const samePlatform = (platform: Platform): Invariant => ({
  name: 'same-platform',
  holds: `Every function of the application runs on ${platform.Runtime} and ${platform.Architectures}.`,
  violations: (template) => ownFunctions(template).flatMap((fn) => otherPlatform(fn, platform)),
});

function otherPlatform({ id, properties }: Resource, platform: Platform): Violation[] {
  return (['Runtime', 'Architectures'] as const)
    .filter((property) => JSON.stringify(properties[property]) !== JSON.stringify(platform[property]))
    .map((property) => ({
      id,
      value: `${property} ${show(properties[property])}`,
      required: `${show(platform[property])}, for which the functions are built and tested`,
    }));
}
