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

/** A READY image with all its files, whose previous changes are discarded. */
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
  it('removes every version of its original, and all renditions', async () => {
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

  it('publishes ImageDeleted with the time of the removal', async () => {
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

  it('that DynamoDB expired is published with this cause', async () => {
    const { add, table, follow, published } = following;
    const id = await add();
    await new DynamoImageRepository(table.timeToLive, table.name).remove({ owner, id });
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageDeleted', id, cause: 'EXPIRY' }]);
  });

  it('can be handled again when everything is removed', async () => {
    const { images, table, follow, published } = following;
    const id = await readyImage();
    await images.remove({ owner, id });
    for (let delivery = 0; delivery < 3; delivery += 1) expect(await follow(table.records)).toEqual(done);
    expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(1);
  });
});

describe('an image with an outcome', () => {
  it('publishes ImageReady with its sizes and their keys', async () => {
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

  it('publishes ImageFailed with the reason', async () => {
    const { images, add, table, follow, published } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    await follow([table.latest]);
    const { code, reason, retryable } = (failed as Extract<typeof failed, { status: 'FAILED' }>).rejection;
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code, reason, retryable, at: at.toISOString() }]);
  });

  // part: sweep
  it('publishes ImageFailed when it was never uploaded', async () => {
    const { pending, add, images, table, follow, published } = following;
    const id = await add();
    const { updatedAt } = (await images.find(owner, id)) ?? {};
    await pending.abandon({ owner, id, since: updatedAt ?? '' }, notUploaded, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code: 'NOT_UPLOADED', retryable: false }]);
  });

  it('publishes an event after every retry', async () => {
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

  it('publishes nothing when the same outcome was written again', async () => {
    const { images, add, table, follow, published } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    // A message that was delivered twice fails again.
    await images.settle({ owner, id }, version(1), failed, new Date(at.getTime() + 1000));
    await follow([table.latest]);
    expect(published).toEqual([]);
  });

  // part: ops
  it('publishes nothing when it was resized again to the same bytes', async () => {
    const { images, add, table, follow, published, render } = following;
    const id = await add();
    const outcome = await render(id, version(2));
    await images.settle({ owner, id }, version(2), outcome, at);
    await images.replaceSizes({ owner, id }, version(2), outcome, new Date(at.getTime() + 1000));
    await follow([table.latest]);
    expect(published).toEqual([]);
  });

  // part: ops
  it('publishes an event when its sizes have changed', async () => {
    const { images, table, follow, published, render } = following;
    const id = await readyImage();
    const outcome = await render(id, version(1));
    const sizes = { ...outcome.sizes, [smallestSize]: { ...outcome.sizes[smallestSize], bytes: 6 } };
    await images.replaceSizes({ owner, id }, version(1), { ...outcome, sizes }, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageReady', id, sizes: { [smallestSize]: { bytes: 6 } } }]);
  });

  it('publishes an event when it failed for another reason', async () => {
    const { images, add, table, follow, published } = following;
    const id = await add();
    await images.settle({ owner, id }, version(1), failed, at);
    const rejection = { code: 'CORRUPT_IMAGE', reason: 'The file is corrupt.', retryable: false } as const;
    await images.settle({ owner, id }, version(1), { ...failed, status: 'FAILED', rejection }, at);
    await follow([table.latest]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id, code: 'CORRUPT_IMAGE' }]);
  });

  it('publishes only the outcome when several writes arrive as one change', async () => {
    const { table, follow, published } = following;
    const id = await following.add();
    await following.images.settle({ owner, id }, version(1), failed, at);
    const [first, second] = table.records as [DynamoDBRecord, DynamoDBRecord];
    await follow([{ ...first, dynamodb: { ...first.dynamodb, NewImage: second.dynamodb?.NewImage } }]);
    expect(published).toMatchObject([{ type: 'ImageFailed', id }]);
  });
});

describe('an existing record', () => {
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
      throw new Error('The bus is unavailable.');
    },
  };

  /** Removals of this number of images. */
  async function removals(count: number): Promise<DynamoDBRecord[]> {
    const records: DynamoDBRecord[] = [];
    while (records.length < count) {
      await following.images.remove({ owner, id: await readyImage() });
      records.push(following.table.latest);
    }
    return records;
  }

  it('stops at the first error: earlier changes are done, the failed one and all later ones are retried', async () => {
    const records = await removals(4);
    const { follow, published, own, log } = following;
    let calls = 0;
    const events = {
      publish: (batch: never) => {
        calls += 1;
        return calls === 3 ? broken.publish() : own.events.publish(batch);
      },
    };
    const answer = await follow(records, { events });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: records[2]?.dynamodb?.SequenceNumber }] });
    expect(calls).toBe(3);
    expect(log.entries).toContainEqual({
      level: 'error',
      message: 'a change could not be processed',
      detail: new Error('The bus is unavailable.'),
      facts: { changeId: records[2]?.eventID, change: 'REMOVE', owner, imageId: records[2]?.dynamodb?.Keys?.id?.S },
    });

    // Lambda delivers the records again, starting with the failed one.
    expect(await follow(records.slice(2))).toEqual(done);
    expect(published.map(({ eventId }) => eventId)).toEqual(records.map(({ eventID }) => eventID));
  });

  it('fails completely when its first change fails', async () => {
    const records = await removals(2);
    await expect(following.follow(records, { events: broken })).rejects.toThrow('The bus is unavailable.');
  });

  it('publishes nothing about an image whose files could not be removed', async () => {
    const records = await removals(1);
    const { own, follow, published } = following;
    const renditions = Object.assign(Object.create(own.renditions), {
      async removeAll() {
        throw new Error('S3 is unavailable.');
      },
    });
    await expect(follow(records, { renditions })).rejects.toThrow('S3 is unavailable.');
    expect(published).toEqual([]);
    expect(await follow(records)).toEqual(done);
    expect(published).toHaveLength(1);
  });

  it('fails for a record with missing fields', async () => {
    const [record] = await removals(1);
    await expect(following.follow([{ ...record, dynamodb: {} }])).rejects.toThrow('has no event id, keys or creation time');
  });
});
