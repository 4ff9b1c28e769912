import { sizeNames } from '../../lambda/core/sizes';
import { openResizing, type Resizing, withOne } from '../support/resizing';
import { handleUpload, sqsEvent, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

describe('a service error', () => {
  it.each([
    ['the upload cannot be assigned', () => withOne(resizing.services, 'images', 'assign', fault)],
    ['the outcome cannot be written', () => withOne(resizing.services, 'images', 'settle', fault)],
    ['the properties of the original cannot be read', () => withOne(resizing.services, 'originals', 'stat', fault)],
    ['the original cannot be read', () => withOne(resizing.services, 'originals', 'read', fault)],
    ['a rendition cannot be written', () => withOne(resizing.services, 'renditions', 'write', fault)],
  ])('is thrown when %s, and the next attempt succeeds', async (_, broken) => {
    const { id, facts } = await resizing.uploaded();

    await expect(handleUpload(resizing.services, uploadEvent(facts), broken())).rejects.toThrow('The service is unavailable.');
    expect(await resizing.find(id)).toMatchObject({ status: 'PENDING' });

    await handleUpload(resizing.services, uploadEvent(facts, { receives: 2 }));
    expect(await resizing.find(id)).toMatchObject({ status: 'READY', processing: { attempts: 2 } });
  });

  it('on the last attempt makes the image FAILED and retryable, and is thrown', async () => {
    const { id, facts } = await resizing.uploaded();
    const broken = withOne(resizing.services, 'renditions', 'write', fault);

    for (const receives of [1, 2, 3, 4]) {
      await expect(handleUpload(resizing.services, uploadEvent(facts, { receives }), broken)).rejects.toThrow(
        'The service is unavailable.',
      );
      expect(await resizing.find(id)).toMatchObject({ status: 'PENDING' });
    }
    await expect(handleUpload(resizing.services, uploadEvent(facts, { receives: 5 }), broken)).rejects.toThrow(
      'The service is unavailable.',
    );

    expect(await resizing.find(id)).toMatchObject({
      status: 'FAILED',
      rejection: { code: 'INTERNAL_ERROR', retryable: true },
      processing: { attempts: 5 },
    });
  });

  it('is thrown with its cause when the record cannot be updated either', async () => {
    const { facts } = await resizing.uploaded();
    const all = {
      ...withOne(resizing.services, 'originals', 'read', fault),
      ...withOne(resizing.services, 'images', 'settle', fault),
    };
    await expect(handleUpload(resizing.services, uploadEvent(facts, { receives: 5 }), all)).rejects.toMatchObject({
      errors: [{ errors: [{ message: 'The service is unavailable.' }, { message: 'The service is unavailable.' }] }],
    });
  });

  it('on the last attempt does not change an image that another worker made READY', async () => {
    const { id, facts } = await resizing.uploaded();
    const broken = withOne(resizing.services, 'renditions', 'write', async () => {
      await handleUpload(resizing.services, uploadEvent(facts));
      return fault();
    });
    await expect(handleUpload(resizing.services, uploadEvent(facts, { receives: 5 }), broken)).rejects.toThrow(
      'The service is unavailable.',
    );
    expect(await resizing.find(id)).toMatchObject({ status: 'READY' });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('is recovered when the message is re-queued from the dead-letter queue', async () => {
    const { id, facts } = await resizing.uploaded();
    await expect(
      handleUpload(resizing.services, uploadEvent(facts, { receives: 5 }), withOne(resizing.services, 'originals', 'read', fault)),
    ).rejects.toThrow();
    await handleUpload(resizing.services, uploadEvent(facts));
    const image = await resizing.find(id);
    expect(image).toMatchObject({ status: 'READY' });
    expect(image).not.toHaveProperty('rejection');
  });

  it('returns only the affected messages to the queue', async () => {
    const [good, bad] = [await resizing.uploaded(), await resizing.uploaded()];
    const event = { Records: [...uploadEvent(good.facts).Records, ...uploadEvent(bad.facts).Records] };
    event.Records[1] = { ...event.Records[1], messageId: 'bad' } as (typeof event.Records)[0];
    const { originals } = resizing.services.own;
    const broken = withOne(resizing.services, 'originals', 'stat', async (key, version) =>
      key.endsWith(bad.id) ? fault() : originals.stat(key, version),
    );

    expect(await handleUpload(resizing.services, event, broken)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });

    expect(await resizing.find(good.id)).toMatchObject({ status: 'READY' });
    expect(await resizing.find(bad.id)).toMatchObject({ status: 'PENDING' });
  });

  it.each(['', '{', '{"Records":[{}]}', '{"Records":[{"eventTime":"now","s3":{"object":{"key":"k","sequencer":"zz"}}}]}'])(
    'is thrown for a message that is not an S3 event: %s',
    async (body) => {
      await expect(handleUpload(resizing.services, sqsEvent([body]))).rejects.toThrow();
    },
  );

  const fault = () => Promise.reject(new Error('The service is unavailable.'));
});
