// Random interleavings of everything that can happen to the application, with checks of what must always hold.
import fc from 'fast-check';
import { seeded } from '../../lib/testing/random';
import { report } from '../crashes/seed';
import { arbitrarySteps, Played, play } from './model/play';
import { World } from './model/world';
import { reliabilitySettings } from './settings';

const { seed, modelRuns } = reliabilitySettings();

it('loses no image, leaves no orphan, restores no deleted image and damages no file, in any order of events', async () => {
  const played = new Played();
  const run = fc.asyncProperty(arbitrarySteps(150), fc.nat(), async (steps, order) => {
    const random = seeded(order);
    const world = new World(random);
    await play(world, steps, random);
    await played.add(steps, world);
  });
  await fc.assert(run, { numRuns: modelRuns, seed });
  report(`model: seed ${seed}, ${modelRuns} runs; ${played}`);
  // A run in which nothing happens must not pass.
  expect(played.READY).toBeGreaterThan(modelRuns / 10);
  expect(played.deleted).toBeGreaterThan(modelRuns / 10);
});
