// The table of calls, against the functions on stand-ins of AWS.
import type { DynamoDBRecord } from 'aws-lambda';
import { type Call, calls, callsOfDeletion } from '../../estimate/bill/calls';
import { pace, sweepOfStored } from '../../estimate/bill/sweep'; // part: sweep
import { createApp } from '../../lambda/api/app';
import { sweepLimits } from '../../lambda/core/sweep-run'; // part: sweep
import imageChanged from '../../lambda/events/image-changed';
import sweepUploads from '../../lambda/events/sweep-uploads'; // part: sweep
import { functionNames } from '../../lib/functions';
import { photo } from '../../lib/testing/images/photo';
import { loadRoutes } from '../../local/functions';
import { faulted, upload } from '../contracts/image-repository';
import { handleUpload, host, storeOriginal, uploadEvent } from '../support/upload';
import { type CountedCall, openCountedServices } from './counted-services';

const owner = 'alice';

let services: Awaited<ReturnType<typeof openCountedServices>>;
let app: ReturnType<typeof createApp>;
let jpeg: Buffer;
/** The id of the image that the last request created. */
let created = '';
beforeAll(async () => {
  services = await openCountedServices();
  app = createApp(await loadRoutes(services.common, services.own), () => owner);
  jpeg = await photo({ width: 300, height: 200 });
  // The first upload of a day creates the counters.
  await post();
});
afterAll(() => services.close());

async function request(path: string, method = 'GET', body?: object): Promise<{ id: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await app.request(path, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text || '{}');
}

async function post(): Promise<void> {
  created = (await request('/images', 'POST', { contentType: 'image/jpeg', name: 'IMG_20261122_120000.jpg' })).id;
}

const resized = async () => {
  const facts = await storeOriginal({ own: { originals: services.originals } }, { owner, id: created }, jpeg);
  return services.callsOf(() => handleUpload(services as never, uploadEvent(facts)));
};

const follow = (records: readonly DynamoDBRecord[]) =>
  services.callsOf(() => imageChanged({ Records: [...records] }, { ...services.common, ...services.own } as never, host as never));

/** One line for each operation, with its number and its units in the table, in alphabetical order. */
function summary(made: readonly (Call | CountedCall)[]): string[] {
  const sums = new Map<string, { times: number; units: number }>();
  for (const { operation, units = 0, ...call } of made) {
    const times = 'times' in call ? (call.times ?? 1) : 1;
    const sum = sums.get(operation) ?? { times: 0, units: 0 };
    sums.set(operation, { times: sum.times + times, units: sum.units + times * units });
  }
  return [...sums]
    .filter(([, { times }]) => times > 0)
    .map(([operation, { times, units }]) => `${operation} × ${times}: ${units}`)
    .sort();
}

describe('the table of calls', () => {
  it('has every function of the application', () => {
    expect(Object.keys(calls).sort()).toEqual([...functionNames].sort());
  });

  it('has what each function calls for an image', async () => {
    const seen: Record<string, CountedCall[]> = {
      health: await services.callsOf(() => request('/health')),
      'create-image': await services.callsOf(post),
      'resize-image': await resized(),
      'get-image': await services.callsOf(() => request(`/images/${created}`)),
      'image-changed': await follow(services.table.records.slice(-1)),
    };
    const first = created;
    for (let count = 1; count < 20; count += 1) {
      await post();
      await resized();
    }
    seen['list-images'] = await services.callsOf(() => request('/images?limit=20'));
    seen['delete-image'] = await services.callsOf(() => request(`/images/${first}`, 'DELETE'));
    await post();
    await services.own.images.settle({ owner, id: created }, upload('1'), faulted, services.clock.now());
    seen['retry-image'] = await services.callsOf(() => request(`/images/${created}/retry`, 'POST'));

    for (const [name, made] of Object.entries(seen)) expect([name, summary(made)]).toEqual([name, summary(calls[name] ?? [])]);
    const removed = await follow(services.table.records.filter(({ eventName }) => eventName === 'REMOVE'));
    expect(summary(removed)).toEqual(summary([...(calls['image-changed'] ?? []), ...callsOfDeletion]));
  });

  // part: sweep
  it('has what the sweep calls without images, and for each stored image', async () => {
    const empty = await openCountedServices();
    const run = () => empty.callsOf(() => sweepUploads({} as never, { ...empty.common, ...empty.own } as never, host as never));
    // DynamoDB bills half a unit for a query that finds nothing. The local database counts none.
    const billed = (made: CountedCall[]) => made.map((call) => (call.operation === 'Query' ? { ...call, units: 0.5 } : call));
    try {
      expect(summary(billed(await run()))).toEqual(summary(calls['sweep-uploads'] ?? []));
      const other = createApp(await loadRoutes(empty.common, empty.own), () => owner);
      for (let count = 0; count < 2; count += 1) {
        const body = JSON.stringify({ contentType: 'image/jpeg' });
        const answer = await other.request('/images', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        const { id } = (await answer.json()) as { id: string };
        const facts = await storeOriginal({ own: { originals: empty.originals } }, { owner, id }, jpeg);
        await handleUpload(empty as never, uploadEvent(facts));
      }
      // Files are judged by their own time, which is that of the machine.
      empty.clock.advance(Date.now() + 30 * 86_400_000 - empty.clock.now().getTime());
      expect(summary(billed(await run()))).toEqual(summary([...(calls['sweep-uploads'] ?? []), ...sweepOfStored(2, 96)]));
    } finally {
      await empty.close();
    }
  });

  // part: sweep
  it('has the pace of the sweep', () => {
    expect(sweepLimits).toMatchObject(pace);
  });

  // part: sweep
  it.each([
    // A page of each store has all: 100 records, and 100 sets of three renditions in two pages. Their round is remembered.
    [100, 100 + 200 / 3 + 1, 0, 1],
    // Both are walked slowly, a page of 200 in each run: 200 records and a third of 200. Both rounds are remembered.
    [3_000, 200 + 200 / 3 + 2, 0, 2],
    // 19,000 originals fit into the 97 slow runs of a day. 57,000 renditions take 37.6 runs of 1,000 more: 57,000 / 134.6 in a run.
    [19_000, 200 + 57_000 / 134.6 / 3 + 2, 57_000 / 134.6 / 200 - 1, 57_000 / 134.6 / 200 - 1 + 2],
  ])('has what the sweep calls in a run with %d stored images', (stored, reads, pages, writes) => {
    const times = Object.fromEntries(sweepOfStored(stored, 96).map(({ operation, times: count }) => [operation, count]));
    expect(times.GetItem).toBeCloseTo(reads, 6);
    expect(times.ListObjectsV2).toBeCloseTo(pages, 6);
    expect(times.PutItem).toBeCloseTo(writes, 6);
  });
});
