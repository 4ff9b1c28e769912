// Random interleavings of everything that can happen to the application, with checks of what must always hold.
import fc from 'fast-check';
import { seeded } from '../../lib/testing/random';
import { report } from '../crashes/seed';
import { comeToRest } from './model/come-to-rest';
import { checkAlways, checkAtRest } from './model/laws';
import { arbitraryStep, runStep, type Step } from './model/steps';
import { World } from './model/world';
import { reliabilitySettings } from './settings';

const { seed, modelRuns } = reliabilitySettings();

const played = { actions: 0, images: 0, uploads: 0, kills: 0, READY: 0, FAILED: 0, deleted: 0 };

async function play(steps: readonly Step[], order: number): Promise<void> {
  const random = seeded(order);
  const world = new World(random);
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
  count(steps, world);
}

function count(steps: readonly Step[], { images, records }: World): void {
  played.actions += steps.length;
  played.kills += steps.filter(({ name }) => name === 'kill').length;
  played.images += images.length;
  played.uploads += images.reduce((sum, { uploads }) => sum + uploads.length, 0);
  played.deleted += images.filter(({ deleted }) => deleted).length;
  for (const { status } of records.all()) if (status !== 'PENDING') played[status] += 1;
}

it('loses no image, leaves no orphan, restores no deleted image and damages no file, in any order of events', async () => {
  const steps = fc.array(arbitraryStep, { minLength: 20, maxLength: 150, size: 'max' });
  await fc.assert(fc.asyncProperty(steps, fc.nat(), play), { numRuns: modelRuns, seed });
  const { actions, images, uploads, kills, READY, FAILED, deleted } = played;
  report(
    `model: seed ${seed}, ${modelRuns} runs; ${actions} actions, ${images} images, ${uploads} uploads, ${kills} kills; ` +
      `at rest ${READY} READY, ${FAILED} FAILED, ${deleted} deleted`,
  );
  // A run in which nothing happens must not pass.
  expect(READY).toBeGreaterThan(modelRuns / 10);
  expect(deleted).toBeGreaterThan(modelRuns / 10);
});
