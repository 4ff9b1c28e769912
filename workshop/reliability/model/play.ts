import fc from 'fast-check';
import type { Random } from '../../../lib/testing/random';
import { comeToRest } from './come-to-rest';
import { checkAlways, checkAtRest } from './laws';
import { arbitraryStep, runStep, type Step } from './steps';
import type { World } from './world';

/** The steps of a run. */
export const arbitrarySteps = (most: number): fc.Arbitrary<Step[]> =>
  fc.array(arbitraryStep, { minLength: 20, maxLength: most, size: 'max' });

/** Plays a run in a new world, to its rest. @throws Error that describes a violation of a law */
export async function play(world: World, steps: readonly Step[], random: Random): Promise<void> {
  for (const step of steps) {
    await runStep(world, step);
    // Up to a few steps of the running workers before the next event.
    for (let turns = Math.floor(random() * 12); turns > 0 && world.turns.count > 0; turns -= 1) {
      await world.turns.give(random());
      await checkAlways(world);
    }
    await checkAlways(world);
  }
  await comeToRest(world);
  await checkAtRest(world);
}

/** What happened in many runs. */
export class Played {
  private actions = 0;
  private images = 0;
  private uploads = 0;
  private kills = 0;
  READY = 0;
  FAILED = 0;
  deleted = 0;

  async add(steps: readonly Step[], { images, stores }: World): Promise<void> {
    this.actions += steps.length;
    this.kills += steps.filter(({ name }) => name === 'kill').length;
    this.images += images.length;
    this.uploads += images.reduce((sum, { uploads }) => sum + uploads.length, 0);
    this.deleted += images.filter(({ deleted }) => deleted).length;
    for (const { status } of await stores.all()) if (status !== 'PENDING') this[status] += 1;
  }

  toString(): string {
    const { actions, images, uploads, kills, READY, FAILED, deleted } = this;
    return (
      `${actions} actions, ${images} images, ${uploads} uploads, ${kills} kills; ` +
      `at rest ${READY} READY, ${FAILED} FAILED, ${deleted} deleted`
    );
  }
}
