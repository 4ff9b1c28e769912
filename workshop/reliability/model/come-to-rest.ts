import type { World } from './world';

const minutes = 60_000;

/** More messages and changes than a run makes. */
const mostRounds = 10_000;

/** Processes everything that waits, without further faults: messages, changes, retries, and complete sweeps. */
export async function comeToRest(world: World): Promise<void> {
  world.kill();
  // Each round may create work for the next one: a sweep queues uploads, the resizer settles them, and changes are processed.
  for (let round = 0; round < 6; round += 1) {
    await world.redrive();
    // Late events arrive long after the first sweep.
    while (round > 1 && world.announceLate());
    await drain(world);
    for (const image of world.images) {
      if ((await world.stores.images.find(image.owner, image.id))?.status === 'FAILED') world.retry(image);
    }
    await drain(world);
    world.clock.advance(25 * 60 * minutes);
    world.sweep();
    await drain(world);
  }
}

async function drain(world: World): Promise<void> {
  await world.finish();
  for (let rounds = 0; ; rounds += 1) {
    if (rounds > mostRounds) throw new Error('There is always more work.');
    await world.stores.changes.release();
    const isWork = world.queue.length > 0;
    if (isWork) world.work();
    const isChange = (await world.stores.changes.count()).waiting > 0 && (await world.follow());
    await world.finish();
    if (!isWork && !isChange) return;
  }
}
