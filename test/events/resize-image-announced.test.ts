// Uploads whose own event was lost, and which the application announces itself.
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import { sizeNames } from '../../lambda/core/sizes';
import { openResizing, owner, type Resizing, withOne } from '../support/resizing';
import { announcedEvent, handleUpload, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

const announcementOf = ({ id, version }: { id: string; version: string }, attempt = 1): AnnouncedUpload => ({
  owner,
  id,
  version,
  attempt,
  at: '2026-11-22T11:59:00.000Z',
});

const announce = (image: { id: string; version: string }, exchanged = {}) =>
  handleUpload(resizing.services, announcedEvent(announcementOf(image)), exchanged);

describe('an upload without its event', () => {
  it('becomes READY, and remains so when the event arrives late', async () => {
    const { id, facts } = await resizing.uploaded();
    await announce({ id, version: facts.version });
    const filled = await resizing.find(id);
    expect(filled).toMatchObject({ status: 'READY', upload: { version: facts.version }, processing: { queuedMs: 60_000 } });

    const idle = withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('The work was repeated.')));
    await handleUpload(resizing.services, uploadEvent(facts), idle);
    expect(await resizing.find(id)).toEqual(filled);
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('is left to a later attempt of its record', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, announcedEvent({ ...announcementOf({ id, version: facts.version }), attempt: 0 }));
    expect(await resizing.find(id)).toMatchObject({ status: 'PENDING' });
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
  });

  it('leaves nothing behind when its record was removed', async () => {
    const { id, facts } = await resizing.uploaded();
    const { images } = resizing.services.own;
    const interrupted = withOne(resizing.services, 'images', 'settle', async (...settlement) => {
      await images.remove({ owner, id });
      return images.settle(...settlement);
    });
    await announce({ id, version: facts.version }, interrupted);
    expect(await resizing.find(id)).toBeUndefined();
    expect(await resizing.storedSizes(id, facts.version)).toEqual([]);
  });
});
