import fc from 'fast-check';
import type { World } from './world';

/** One step of a run: the name of an action, and random values for it. */
export interface Step {
  readonly name: string;
  /** Selects the image: 0 to 1. */
  readonly which: number;
  readonly faulty: number;
}

type Action = (world: World, step: Step) => unknown;

const minutes = 60_000;

const ofImage =
  (action: (world: World, image: World['images'][number], step: Step) => unknown): Action =>
  (world, step) => {
    // Prefers recent images, because forms are only valid for a short time.
    const image = world.images.at(-1 - Math.floor(step.which ** 2 * world.images.length));
    return image && action(world, image, step);
  };

const uploads = (upload: Parameters<World['upload']>[1]): Action => ofImage((world, image) => world.upload(image, upload));

const passes =
  (ms: number): Action =>
  (world) =>
    world.clock.advance(ms);

/** All possible actions, with their relative frequency. */
const actions: Readonly<Record<string, { readonly weight: number; readonly run: Action }>> = {
  create: { weight: 8, run: (world, { which, faulty }) => world.create(which < 0.7 ? 'ada' : 'bob', { faulty }) },
  upload: { weight: 12, run: uploads({ isImage: true, announced: 'now' }) },
  'upload that is not an image': { weight: 3, run: uploads({ isImage: false, announced: 'now' }) },
  'upload that S3 announces later': { weight: 4, run: uploads({ isImage: true, announced: 'later' }) },
  'upload that S3 never announces': { weight: 4, run: uploads({ isImage: true, announced: 'never' }) },
  'late event': { weight: 2, run: (world) => world.announceLate() },
  'repeated event': { weight: 4, run: (world) => world.repeatEvent() },
  work: { weight: 18, run: (world, { faulty }) => world.work({ faulty }) },
  follow: { weight: 10, run: (world, { faulty }) => world.follow({ faulty }) },
  'three workers follow': { weight: 4, run: (world, { faulty }) => followAtOnce(world, faulty) },
  'half an hour, and a complete sweep': { weight: 4, run: (world) => sweepToTheEnd(world) },
  sweep: { weight: 4, run: (world, { faulty }) => world.sweep({ faulty }) },
  retry: { weight: 5, run: ofImage((world, image, { faulty }) => world.retry(image, { faulty })) },
  'resize again': { weight: 3, run: ofImage((world, image) => world.resizeAgain(image)) },
  delete: { weight: 4, run: ofImage((world, image, { faulty }) => world.delete(image, { faulty })) },
  redrive: { weight: 2, run: (world) => world.redrive() },
  'some minutes': { weight: 2, run: passes(3 * minutes) },
  'half an hour': { weight: 2, run: passes(30 * minutes) },
  'more than a day': { weight: 1, run: passes(25 * 60 * minutes) },
  'more than a week': { weight: 1, run: passes(8 * 24 * 60 * minutes) },
  expire: { weight: 1, run: (world) => world.expire() },
  kill: { weight: 2, run: (world) => world.kill() },
  'all workers end': { weight: 5, run: (world) => world.finish() },
};

async function followAtOnce(world: World, faulty: number): Promise<void> {
  for (let worker = 0; worker < 3; worker += 1) await world.follow({ faulty });
}

async function sweepToTheEnd(world: World): Promise<void> {
  world.clock.advance(30 * minutes);
  world.sweep();
  await world.finish();
}

export const runStep = (world: World, step: Step): unknown => actions[step.name]?.run(world, step);

export const arbitraryStep: fc.Arbitrary<Step> = fc.record({
  name: fc.oneof(...Object.entries(actions).map(([name, { weight }]) => ({ weight, arbitrary: fc.constant(name) }))),
  which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  faulty: fc.constantFrom(0, 0, 0, 0.2, 0.6),
});
