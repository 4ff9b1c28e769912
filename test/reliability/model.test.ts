// Random interleavings of all that may happen to the application, against what must hold whatever happens.
import fc from 'fast-check';
import { seeded } from '../support/random';
import { comeToRest } from './model/come-to-rest';
import { checkAlways, checkAtRest } from './model/laws';
import { arbitraryStep, happen, type Step } from './model/steps';
import { World } from './model/world';

async function play(steps: readonly Step[], seed: number): Promise<void> {
  const random = seeded(seed);
  const world = new World(random);
  for (const step of steps) {
    await happen(world, step);
    // Nothing, or a few steps of whoever is at work, before something else happens.
    for (let turns = Math.floor(random() * 12); turns > 0 && world.turns.count > 0; turns -= 1) {
      await world.turns.give(random());
      await checkAlways(world);
    }
    await checkAlways(world);
  }
  await comeToRest(world);
  await checkAtRest(world);
}

it('loses no image, leaves no orphan, brings nothing back and damages nothing, whatever happens in whatever order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(arbitraryStep, { minLength: 20, maxLength: 150, size: 'max' }), fc.nat(), play), {
    numRuns: Number(process.env.MODEL_RUNS ?? 60),
    seed: Number(process.env.MODEL_SEED ?? 1),
  });
});
