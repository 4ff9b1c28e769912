import { uploadKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { Services } from '../../lambda/services';
import { openResizing, owner, type Resizing, withOne } from '../support/resizing';
import { handleUpload, sqsEvent, storeOriginal, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

describe('duplicate, late or unrelated events', () => {
  it('do not change a READY image, and do not repeat the work', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent(facts));
    const before = await resizing.find(id);
    resizing.services.clock.advance(1000);

    const idle = withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('The work was repeated.')));
    await handleUpload(resizing.services, uploadEvent(facts, { receives: 2 }), idle);

    expect(await resizing.find(id)).toEqual(before);
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('do not change an image that FAILED permanently, and do not repeat the work', async () => {
    const { id, facts } = await resizing.uploaded(Buffer.from('not a photo'));
    await handleUpload(resizing.services, uploadEvent(facts));
    const before = await resizing.find(id);
    resizing.services.clock.advance(1000);
    const idle = withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('The work was repeated.')));
    await handleUpload(resizing.services, uploadEvent(facts, { receives: 2 }), idle);
    expect(await resizing.find(id)).toEqual(before);
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
  });

  it('remove the renditions of an earlier, crashed attempt when the image was removed', async () => {
    const { services } = resizing;
    const { id, facts } = await resizing.uploaded();
    let writes = 0;
    const breaking = withOne(services, 'renditions', 'write', async (...rendition) => {
      writes += 1;
      if (writes === sizeNames.length) throw new Error('The worker crashed.');
      return services.own.renditions.write(...rendition);
    });
    await expect(handleUpload(services, uploadEvent(facts), breaking)).rejects.toThrow('The worker crashed.');
    expect(await resizing.storedSizes(id, facts.version)).toHaveLength(sizeNames.length - 1);

    await services.own.images.remove({ owner, id });
    await handleUpload(services, uploadEvent(facts));
    expect(await resizing.storedSizes(id, facts.version)).toEqual([]);
  });

  it('write nothing for a record that was removed before', async () => {
    const id = '01a2044d-859e-7131-b380-dc81b2856f42';
    const facts = await storeOriginal(resizing.services, { owner, id }, resizing.jpeg);
    await handleUpload(resizing.services, uploadEvent(facts));
    expect(await resizing.find(id)).toBeUndefined();
    expect(await resizing.storedSizes(id, facts.version)).toEqual([]);
    expect(await resizing.storedOriginals(id)).toEqual([]);
  });

  it('make the image FAILED when the file was removed before it was read', async () => {
    const { id, facts } = await resizing.uploaded();
    await resizing.services.own.originals.remove([uploadKey(owner, id)]);
    await handleUpload(resizing.services, uploadEvent(facts));
    expect(await resizing.find(id)).toMatchObject({ status: 'FAILED', rejection: { code: 'REMOVED' } });
  });

  it('make the image FAILED when the file is removed between reading its properties and its content', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(
      resizing.services,
      uploadEvent(facts),
      withOne(resizing.services, 'originals', 'read', async () => undefined),
    );
    expect(await resizing.find(id)).toMatchObject({ status: 'FAILED', rejection: { code: 'REMOVED' } });
  });

  it('are ignored when they are S3’s test event', async () => {
    const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'originals' });
    expect(await handleUpload(resizing.services, sqsEvent([test]))).toEqual({ batchItemFailures: [] });
  });

  it('are ignored with a warning when the object is not an upload of the application', async () => {
    const { facts } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent({ ...facts, key: 'uploads/stray.jpg' }));
    expect(resizing.services.log.entries).toContainEqual({
      level: 'warn',
      message: expect.any(String),
      detail: { key: 'uploads/stray.jpg' },
    });
  });
});

describe('while a worker is processing an image', () => {
  /** Runs `meanwhile` after the work, before the record is written. */
  function interrupted(meanwhile: () => Promise<unknown>): Partial<Services> {
    const { images } = resizing.services.own;
    return withOne(resizing.services, 'images', 'settle', async (...settlement) => {
      await meanwhile();
      return images.settle(...settlement);
    });
  }

  const counted = () => resizing.services.log.entries.filter(({ message }) => message === 'image counted').length;

  it('another one may do the same: the image is READY, complete and counted once', async () => {
    const { id, facts } = await resizing.uploaded();
    const before = counted();
    await handleUpload(
      resizing.services,
      uploadEvent(facts),
      interrupted(() => handleUpload(resizing.services, uploadEvent(facts))),
    );
    expect(await resizing.find(id)).toMatchObject({ status: 'READY', processing: { ms: 0 } });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
    expect(counted() - before).toBe(1);
  });

  it('two may run concurrently', async () => {
    const { id, facts } = await resizing.uploaded();
    await Promise.all([1, 2, 3].map(() => handleUpload(resizing.services, uploadEvent(facts))));
    expect(await resizing.find(id)).toMatchObject({ status: 'READY' });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('the record may be removed: nothing remains, and the record is not created again', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(
      resizing.services,
      uploadEvent(facts),
      interrupted(async () => {
        await resizing.services.own.images.remove({ owner, id });
      }),
    );
    expect(await resizing.find(id)).toBeUndefined();
    expect(await resizing.storedSizes(id, facts.version)).toEqual([]);
    expect(await resizing.storedOriginals(id)).toEqual([]);
  });
});
