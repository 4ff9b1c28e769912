import type { World } from './world';

const minutes = 60_000;

/** Processes everything that waits, without further faults: messages, changes, retries, and complete sweeps. */
export async function comeToRest(world: World): Promise<void> {
  world.kill();
  // Each round may create work for the next one: a sweep queues uploads, the resizer settles them, and changes are processed.
  for (let round = 0; round < 6; round += 1) {
    world.redrive();
    // Late events arrive long after the first sweep.
    while (round > 1 && world.announceLate());
    await drain(world);
    for (const image of world.images) {
      if ((await world.records.find(image.owner, image.id))?.status === 'FAILED') world.retry(image);
    }
    await drain(world);
    world.clock.advance(25 * 60 * minutes);
    world.sweep();
    await drain(world);
  }
}

async function drain(world: World): Promise<void> {
  await world.finish();
  while (world.queue.length > 0 || world.changes.length > 0) {
    if (world.queue.length > 0) world.work();
    if (world.changes.length > 0) world.follow();
    await world.finish();
  }
}
