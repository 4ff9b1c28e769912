// A record is removed while the resizer processes its image: whenever that happens, nothing of the image remains.

import { followChange } from '../../lambda/core/follow-change';
import type { ImageKey } from '../../lambda/core/image';
import type { Services } from '../../lambda/services';
import { photo } from '../../lib/testing/images/photo';
import { openTestServices, type TestServices } from '../support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let services: TestServices;
let bytes: Uint8Array;
beforeAll(async () => {
  services = await openTestServices();
  bytes = await photo({ width: 64, height: 48 });
});
afterAll(() => services.close());

/** The calls of the resizer, in order. */
const steps = ['images.assign', 'originals.stat', 'originals.read', 'renditions.write', 'images.settle'];

/** Removes a record, and handles the change. */
async function removeImage({ owner, id }: ImageKey): Promise<void> {
  const { own, clock } = services;
  const before = await own.images.find(owner, id);
  await own.images.remove({ owner, id });
  const change = { owner, id, changeId: `removal of ${id}`, at: clock.now(), before, expired: false };
  await followChange(change, own);
}

/** The services, with one that runs additional code on its first call. */
function interrupted(step: string, when: 'before' | 'after', interrupt: () => Promise<void>): Partial<Services> {
  const [name = '', operation = ''] = step.split('.');
  const target = services.own[name as 'images'];
  let calls = 0;
  const call = async (...args: unknown[]) => {
    calls += 1;
    const isFirst = calls === 1;
    if (isFirst && when === 'before') await interrupt();
    const answer = await (Reflect.get(target, operation) as (...args: unknown[]) => Promise<unknown>).apply(target, args);
    if (isFirst && when === 'after') await interrupt();
    return answer;
  };
  return { [name]: Object.assign(Object.create(target), { [operation]: call }) };
}

async function filesOf(owner: string): Promise<string[]> {
  const { originals, renditions } = services.own;
  const lists = [originals.list(`uploads/${owner}/`, { limit: 100 }), renditions.list(`renditions/${owner}/`, { limit: 100 })];
  return (await Promise.all(lists)).flatMap(({ objects }) => objects.map(({ key }) => key));
}

it.each(steps.flatMap((step) => [[`before ${step}`, step, 'before'] as const, [`after ${step}`, step, 'after'] as const]))(
  'leaves nothing when it happens %s',
  async (title, step, when) => {
    const owner = title.replaceAll(/\W/g, '-');
    const id = await createRecord(services, owner);
    const event = uploadEvent(await storeOriginal(services, { owner, id }, bytes));
    let interruptions = 0;
    const interrupt = async () => {
      interruptions += 1;
      await removeImage({ owner, id });
    };
    await handleUpload(services, event, interrupted(step, when, interrupt));
    expect(interruptions).toBe(1);
    expect(await filesOf(owner)).toEqual([]);
    // The message may be delivered again.
    await handleUpload(services, event);
    expect(await filesOf(owner)).toEqual([]);
    expect(services.published.filter((event) => event.id === id)).toMatchObject([{ type: 'ImageDeleted' }]);
  },
);
