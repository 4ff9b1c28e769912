// The filter of the event source, applied to stream records of real writes by the local run's matcher and by AWS's own.
import type { DynamoDBRecord } from 'aws-lambda';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from '../../lambda/adapters/aws/dynamo-markers';
import { DynamoUsageCounters } from '../../lambda/adapters/aws/dynamo-usage-counters';
import type { Counter } from '../../lambda/core/ports';
import { notUploaded } from '../../lambda/core/rejection';
import { triggerNamed } from '../../lambda/events/triggers';
import { describeWith } from '../../lib/testing/describe-with';
import { eventRuler, matchByRuler } from '../../lib/testing/servers/event-ruler';
import { eventPattern } from '../../local/dynamodb/event-pattern';
import { at, type Following, failed, openFollowing, owner, version } from '../support/following';

let following: Following;
let records: Record<string, DynamoDBRecord>;

beforeAll(async () => {
  following = await openFollowing();
  records = await recordChanges(following);
});
afterAll(() => following.close());

/** Every kind of change, and whether it must reach the function. */
const kinds: [string, boolean][] = [
  ['a new image', false],
  ['a pending image that the sweep claims', false], // part: sweep
  ['an image that is ready', true],
  ['an image that its resizer takes', false],
  ['an image that is resized again', true], // part: ops
  ['an image that failed', true],
  ['an image that is started again', false],
  ['an image that failed again', true],
  ['an image that was never uploaded', true], // part: sweep
  ['an image removed by its owner', true],
  ['a pending image removed by its owner', true],
  ['an image that expires', true],
  ['a new counter', false],
  ['a counter that counts', false],
  ['a counter that expires', false],
  ['a new marker', false], // part: sweep
  ['a marker that moves', false], // part: sweep
];

async function recordChanges(following: Following): Promise<typeof records> {
  const { table, images, add, render } = following;
  const { pending } = following; // part: sweep
  const kept: typeof records = {};
  const keep = (kind: string) => {
    kept[kind] = table.latest;
    table.records.length = 0;
  };
  const expired = new DynamoImageRepository(table.timeToLive, table.name);
  const since = async (id: string) => ({ owner, id, since: (await images.find(owner, id))?.updatedAt ?? '' }); // part: sweep

  const id = await add();
  keep('a new image');
  await pending.claim(await since(id), at); // part: sweep
  keep('a pending image that the sweep claims'); // part: sweep
  await images.assign({ owner, id }, version(1));
  keep('an image that its resizer takes');
  const outcome = await render(id, version(1));
  await images.settle({ owner, id }, version(1), outcome, at);
  keep('an image that is ready');
  await images.replaceSizes({ owner, id }, version(1), outcome, new Date(at.getTime() + 1000)); // part: ops
  keep('an image that is resized again'); // part: ops
  await images.remove({ owner, id });
  keep('an image removed by its owner');

  const other = await add();
  await images.settle({ owner, id: other }, version(1), failed, at);
  keep('an image that failed');
  await images.restart({ owner, id: other }, 1, at);
  keep('an image that is started again');
  await images.settle({ owner, id: other }, version(1), failed, at);
  keep('an image that failed again');

  const forgotten = await add();
  await pending.abandon(await since(forgotten), notUploaded, at); // part: sweep
  keep('an image that was never uploaded'); // part: sweep
  await expired.remove({ owner, id: forgotten });
  keep('an image that expires');
  await images.remove({ owner, id: await add() });
  keep('a pending image removed by its owner');

  const counters = new DynamoUsageCounters(table.client, table.name);
  const counter: Counter = { owner, name: 'uploadsPerDay', day: '2026-11-22' };
  await counters.add(counter, 10, at);
  keep('a new counter');
  await counters.add(counter, 10, at);
  keep('a counter that counts');
  const { owner: book, id: name } = kept['a counter that counts']?.dynamodb?.Keys ?? {};
  await expired.remove({ owner: book?.S ?? '', id: name?.S ?? '' });
  keep('a counter that expires');

  const markers = new DynamoMarkers(table.client, table.name); // part: sweep
  await markers.save('originals', 'uploads/a'); // part: sweep
  keep('a new marker'); // part: sweep
  await markers.save('originals', 'uploads/b'); // part: sweep
  keep('a marker that moves'); // part: sweep
  return kept;
}

it('names every kind of change once', () => {
  expect(Object.keys(records).sort()).toEqual(kinds.map(([kind]) => kind).sort());
});

function filtersAs(matches: (record: DynamoDBRecord) => boolean): void {
  it.each(kinds)('%s: %p', (kind, expected) => {
    expect(matches(records[kind] as DynamoDBRecord)).toBe(expected);
  });
}

describe('by the matcher of the local run', () => {
  const filters = triggerNamed('image-changed').on.patterns.map(eventPattern);
  filtersAs((record) => filters.some((matches) => matches(record)));
});

describeWith(eventRuler, 'by AWS’s matcher', (place) => {
  let passed: Set<DynamoDBRecord>;
  beforeAll(() => {
    const pairs = Object.values(records).flatMap((event) =>
      triggerNamed('image-changed').on.patterns.map((pattern) => ({ pattern, event })),
    );
    const answers = matchByRuler(place, pairs);
    expect(answers).toHaveLength(pairs.length);
    passed = new Set(pairs.filter((_, index) => answers[index]).map(({ event }) => event));
  }, 60_000);
  filtersAs((record) => passed.has(record));
});
