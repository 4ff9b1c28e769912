import type { DynamoDBRecord } from 'aws-lambda';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { notUploaded } from '../../lambda/core/rejection';
import { sizeNames } from '../../lambda/core/sizes';
import { smallestSize } from '../../lib/testing/sizes';
import { at, type Following, failed, openFollowing, owner, version } from '../support/following';

let following: Following;
beforeAll(async () => {
  following = await openFollowing();
});
beforeEach(() => {
  following.table.records.length = 0;
  following.published.length = 0;
  following.log.entries.length = 0;
});
afterAll(() => following.close());

/** An image that is READY with all its files; its changes so far are forgotten. */
async function readyImage(): Promise<string> {
  const { images, add, upload, render, table } = following;
  const id = await add();
  await upload(id);
  await images.settle({ owner, id }, version(1), await render(id, version(1)), at);
  table.records.length = 0;
  return id;
}

const done = { batchItemFailures: [] };

describe('a removed record', () => {
  it('takes every version of its original with it, and all renditions', async () => {
    const { images, upload, render, table, follow, originalsOf, renditionsOf } = following;
    const id = await readyImage();
    await upload(id);
    await render(id, version(2));
    const other = await readyImage();
    await images.remove({ owner, id });
    expect(await follow(table.records)).toEqual(done);
    expect(await originalsOf(id)).toBe(0);
    expect(await renditionsOf(id, version(1))).toBe(0);
    expect(await renditionsOf(id, version(2))).toBe(0);
    expect([await originalsOf(other), await renditionsOf(other, version(1))]).toEqual([1, sizeNames.length]);
  });

  it('is told as ImageDeleted, at the time of its removal', async () => {
    const { images, table, follow, published } = following;
    const id = await readyImage();
    await images.remove({ owner, id });
    await follow(table.records);
    const { eventID, dynamodb } = table.latest;
    expect(published).toEqual([
      {
        type: 'ImageDeleted',
        version: 1,
        eventId: eventID,
        at: new Date((dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
        owner,
        id,
        cause: 'REQUEST',
      },
    ]);
  });

  it('that the database removed, because its time was over, says so', async () => {
    const { add, table, follow, published } = following;
    const id = await add();
    await new DynamoImageRepository(table.timeToLive, table.name).remove({ owner, id });
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageDeleted', id, cause: 'EXPIRY' }]);
  });

  it('may be told again when all is gone', async () => {
    const { images, table, follow, published } = following;
    const id = await readyImage();
    await images.remove({ owner, id });
    for (let delivery = 0; delivery < 3; delivery += 1) expect(await follow(table.records)).toEqual(done);
    expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(1);
  });
});

describe('an image that comes to its end', () => {
  it('is told as ImageReady, with its sizes and where they stand', async () => {
    const { images, add, render, table, follow, published } = following;
    const id = await add();
    const outcome = await render(id, version(1));
    await images.settle({ owner, id }, version(1), outcome, at);
    await follow([table.latest]);
    const { original, sizes } = outcome as Extract<typeof outcome, { status: 'READY' }>;
    expect(published).toEqual([
      {
        type: 'ImageReady',
        version: 1,
        eventId: table.latest.eventID,
        at: at.toISOString(),
        owner,
        id,
        name: 'photo.jpg',
        original,
        sizes,
      },
    ]);
  });

  it('is told as ImageFailed, with the reason', async () => {
    const { images, add, table, follow, published } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    await follow([table.latest]);
    const { code, reason, retryable } = (failed as Extract<typeof failed, { status: 'FAILED' }>).rejection;
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code, reason, retryable, at: at.toISOString() }]);
  });

  it('is told as ImageFailed when its upload never came', async () => {
    const { pending, add, images, table, follow, published } = following;
    const id = await add();
    const { updatedAt } = (await images.find(owner, id)) ?? {};
    await pending.abandon({ owner, id, since: updatedAt ?? '' }, notUploaded, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code: 'NOT_UPLOADED', retryable: false }]);
  });

  it('is told each time after it was started again', async () => {
    const { images, add, table, follow, published, render } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    await images.restart({ owner, id }, 1, at);
    await images.settle({ owner, id }, version(1), failed, at);
    await images.restart({ owner, id }, 2, at);
    await images.settle({ owner, id }, version(1), await render(id, version(1)), at);
    await follow(table.records);
    expect(published.map(({ type }) => type)).toEqual(['ImageFailed', 'ImageFailed', 'ImageReady']);
    expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('is not told when it was written again without news', async () => {
    const { images, add, table, follow, published, render } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    // A message that came twice fails once more.
    await images.settle({ owner, id }, version(1), failed, new Date(at.getTime() + 1000));
    await follow([table.latest]);
    const other = await add();
    const outcome = await render(other, version(2));
    await images.settle({ owner, id: other }, version(2), outcome, at);
    // Resized again, into the same bytes.
    await images.replaceSizes({ owner, id: other }, version(2), outcome, new Date(at.getTime() + 1000));
    await follow([table.latest]);
    expect(published).toEqual([]);
  });

  it('is told again when the sizes of an image are others', async () => {
    const { images, table, follow, published, render } = following;
    const id = await readyImage();
    const outcome = await render(id, version(1));
    const sizes = { ...outcome.sizes, [smallestSize]: { ...outcome.sizes[smallestSize], bytes: 6 } };
    await images.replaceSizes({ owner, id }, version(1), { ...outcome, sizes }, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageReady', id, sizes: { [smallestSize]: { bytes: 6 } } }]);
  });

  it('is told when an image failed for another reason than before', async () => {
    const { images, add, table, follow, published } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    const rejection = { code: 'CORRUPT_IMAGE', reason: 'It is damaged.', retryable: false } as const;
    await images.settle({ owner, id }, version(1), { ...failed, status: 'FAILED', rejection }, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code: 'CORRUPT_IMAGE' }]);
  });

  it('is told with the end alone, where changes come together in one', async () => {
    const { table, follow, published } = following;
    const id = await following.add();
    await following.images.settle({ owner, id }, version(1), failed, at);
    const [first, second] = table.records as [DynamoDBRecord, DynamoDBRecord];
    await follow([{ ...first, dynamodb: { ...first.dynamodb, NewImage: second.dynamodb?.NewImage } }]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id }]);
  });
});

describe('a record that stays', () => {
  it('keeps its files, whatever its outcomes', async () => {
    const { images, add, render, table, follow, renditionsOf } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    await images.settle({ owner, id }, version(1), await render(id, version(1)), at);
    await follow(table.records);
    expect(await renditionsOf(id, version(1))).toBe(sizeNames.length);
  });
});

describe('a batch', () => {
  const broken = {
    async publish() {
      throw new Error('The bus is not there.');
    },
  };

  /** Removals of so many images. */
  async function removals(count: number): Promise<DynamoDBRecord[]> {
    const records: DynamoDBRecord[] = [];
    while (records.length < count) {
      await following.images.remove({ owner, id: await readyImage() });
      records.push(following.table.latest);
    }
    return records;
  }

  it('ends at the first fault: that change and all behind it come again, those before it are done', async () => {
    const records = await removals(4);
    const { follow, published, own, log } = following;
    let calls = 0;
    const events = {
      publish: (told: never) => {
        calls += 1;
        return calls === 3 ? broken.publish() : own.events.publish(told);
      },
    };
    const answer = await follow(records, { events });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: records[2]?.dynamodb?.SequenceNumber }] });
    expect(calls).toBe(3);
    expect(log.entries).toContainEqual({
      level: 'error',
      message: 'a change could not be followed',
      detail: new Error('The bus is not there.'),
      facts: { changeId: records[2]?.eventID, change: 'REMOVE', owner, imageId: records[2]?.dynamodb?.Keys?.id?.S },
    });

    // As Lambda gives them out again: from the failed one on.
    expect(await follow(records.slice(2))).toEqual(done);
    expect(published.map(({ eventId }) => eventId)).toEqual(records.map(({ eventID }) => eventID));
  });

  it('whose first change fails is an error of the function', async () => {
    const records = await removals(2);
    await expect(following.follow(records, { events: broken })).rejects.toThrow('The bus is not there.');
  });

  it('tells nobody of an image whose files could not be removed', async () => {
    const records = await removals(1);
    const { own, follow, published } = following;
    const renditions = Object.assign(Object.create(own.renditions), {
      async removeAll() {
        throw new Error('S3 is not there.');
      },
    });
    await expect(follow(records, { renditions })).rejects.toThrow('S3 is not there.');
    expect(published).toEqual([]);
    expect(await follow(records)).toEqual(done);
    expect(published).toHaveLength(1);
  });

  it('fails at a record that is none of the table', async () => {
    const [record] = await removals(1);
    await expect(following.follow([{ ...record, dynamodb: {} }])).rejects.toThrow('has no event id, keys or creation time');
  });
});
