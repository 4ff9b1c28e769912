import fc from 'fast-check';
import type { World } from './world';

/** Something that happens to the application. */
export interface Step {
  readonly name: string;
  /** Which of the images it happens to, of 0 to 1. */
  readonly which: number;
  readonly faulty: number;
}

type Happening = (world: World, step: Step) => unknown;

const minutes = 60_000;

const ofImage =
  (happening: (world: World, image: World['images'][number], step: Step) => unknown): Happening =>
  (world, step) => {
    // Rather a late one than an early one: forms are not valid for long.
    const image = world.images.at(-1 - Math.floor(step.which ** 2 * world.images.length));
    return image && happening(world, image, step);
  };

const uploads = (upload: Parameters<World['upload']>[1]): Happening => ofImage((world, image) => world.upload(image, upload));

const passes =
  (ms: number): Happening =>
  (world) =>
    world.clock.advance(ms);

/** All that may happen, and how often against the rest. */
const happenings: Readonly<Record<string, { readonly weight: number; readonly happen: Happening }>> = {
  create: { weight: 8, happen: (world, { which, faulty }) => world.create(which < 0.7 ? 'ada' : 'bob', { faulty }) },
  upload: { weight: 12, happen: uploads({ isImage: true, announced: 'now' }) },
  'upload of no image': { weight: 3, happen: uploads({ isImage: false, announced: 'now' }) },
  'upload that S3 announces later': { weight: 4, happen: uploads({ isImage: true, announced: 'later' }) },
  'upload that S3 never announces': { weight: 4, happen: uploads({ isImage: true, announced: 'never' }) },
  'late event': { weight: 2, happen: (world) => world.announceLate() },
  'event again': { weight: 4, happen: (world) => world.repeatEvent() },
  work: { weight: 18, happen: (world, { faulty }) => world.work({ faulty }) },
  follow: { weight: 10, happen: (world, { faulty }) => world.follow({ faulty }) },
  'half an hour, and a sweep that ends': { weight: 4, happen: (world) => sweepToTheEnd(world) },
  sweep: { weight: 4, happen: (world, { faulty }) => world.sweep({ faulty }) },
  retry: { weight: 5, happen: ofImage((world, image, { faulty }) => world.retry(image, { faulty })) },
  'resize again': { weight: 3, happen: ofImage((world, image) => world.resizeAgain(image)) },
  delete: { weight: 4, happen: ofImage((world, image, { faulty }) => world.delete(image, { faulty })) },
  redrive: { weight: 2, happen: (world) => world.redrive() },
  'some minutes': { weight: 2, happen: passes(3 * minutes) },
  'half an hour': { weight: 2, happen: passes(30 * minutes) },
  'more than a day': { weight: 1, happen: passes(25 * 60 * minutes) },
  'more than a week': { weight: 1, happen: passes(8 * 24 * 60 * minutes) },
  expire: { weight: 1, happen: (world) => world.expire() },
  kill: { weight: 2, happen: (world) => world.kill() },
  'all end': { weight: 5, happen: (world) => world.finish() },
};

async function sweepToTheEnd(world: World): Promise<void> {
  world.clock.advance(30 * minutes);
  world.sweep();
  await world.finish();
}

export const happen = (world: World, step: Step): unknown => happenings[step.name]?.happen(world, step);

export const arbitraryStep: fc.Arbitrary<Step> = fc.record({
  name: fc.oneof(...Object.entries(happenings).map(([name, { weight }]) => ({ weight, arbitrary: fc.constant(name) }))),
  which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  faulty: fc.constantFrom(0, 0, 0, 0.2, 0.6),
});
