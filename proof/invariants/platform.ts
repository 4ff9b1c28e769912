import { ownFunctions } from './functions';
import type { Invariant, Violation } from './invariant';
import { type Resource, show } from './template';

/** As `lib/build/platform.ts` says; written once more, so that a slip there is seen. */
const platform = { Runtime: 'nodejs24.x', Architectures: ['arm64'] } as const;

export const samePlatform: Invariant = {
  name: 'same-platform',
  holds: 'Every function of the application runs on nodejs24.x and arm64.',
  violations: (template) => ownFunctions(template).flatMap(otherPlatform),
};

function otherPlatform({ id, properties }: Resource): Violation[] {
  return (['Runtime', 'Architectures'] as const)
    .filter((property) => JSON.stringify(properties[property]) !== JSON.stringify(platform[property]))
    .map((property) => ({
      id,
      value: `${property} ${show(properties[property])}`,
      required: `${show(platform[property])}, for which every function is built and tested`,
    }));
}
