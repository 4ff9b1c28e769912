// Uploads whose own event was lost, and which the application itself hands over: these come without a sequencer.
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../images/photo';
import { openResizing, owner, type Resizing, withOne } from '../support/resizing';
import { announcedEvent, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

const told = ({ id, version }: { id: string; version: string }, attempt = 1): AnnouncedUpload => ({
  owner,
  id,
  version,
  attempt,
  at: '2026-11-22T11:59:00.000Z',
});

const announce = (image: { id: string; version: string }, exchanged = {}) =>
  handleUpload(resizing.services, announcedEvent(told(image)), exchanged);

describe('an upload without its event', () => {
  it('becomes READY, and learns its sequencer from the event that comes late', async () => {
    const { id, facts } = await resizing.uploaded();
    await announce({ id, version: facts.version });
    const filled = await resizing.find(id);
    expect(filled).toMatchObject({ status: 'READY', upload: { version: facts.version }, processing: { queuedMs: 60_000 } });
    expect(filled?.upload).not.toHaveProperty('sequencer');

    const idle = withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('The work was done again.')));
    await handleUpload(resizing.services, uploadEvent(facts), idle);
    expect(await resizing.find(id)).toMatchObject({
      ...filled,
      upload: { version: facts.version, sequencer: expect.stringMatching(/^[0-9A-F]{64}$/) },
    });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('gives way to a newer upload', async () => {
    const { id, facts: older } = await resizing.uploaded();
    await announce({ id, version: older.version });
    const newer = await storeOriginal(resizing.services, { owner, id }, await photo({ width: 100, height: 100 }));
    await handleUpload(resizing.services, uploadEvent(newer));

    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: newer.version } });
    expect(await resizing.storedSizes(id, newer.version)).toEqual(sizeNames);
  });

  it('does not give way to an older upload, whose event comes late', async () => {
    const { id, facts: older } = await resizing.uploaded();
    const newer = await storeOriginal(resizing.services, { owner, id }, resizing.jpeg);
    await announce({ id, version: newer.version });
    await handleUpload(resizing.services, uploadEvent(older));

    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: newer.version } });
    expect(await resizing.storedSizes(id, older.version)).toEqual([]);
    expect(await resizing.storedSizes(id, newer.version)).toEqual(sizeNames);
  });

  it('does not give way to an older upload either that was in work when it ended', async () => {
    const { id, facts: older } = await resizing.uploaded();
    const newer = await storeOriginal(resizing.services, { owner, id }, resizing.jpeg);
    const { images } = resizing.services.own;
    let first = true;
    const interrupted = withOne(resizing.services, 'images', 'settle', async (...settlement) => {
      if (first) await announce({ id, version: newer.version });
      first = false;
      return images.settle(...settlement);
    });
    await handleUpload(resizing.services, uploadEvent(older), interrupted);

    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: newer.version } });
    expect(await resizing.storedSizes(id, older.version)).toEqual([]);
  });

  it('takes the place of an older upload, and nothing from whoever works on the same one', async () => {
    const { id, facts: first } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent(first));
    const second = await storeOriginal(resizing.services, { owner, id }, resizing.jpeg);
    const { images } = resizing.services.own;
    // While the work on the second one's own event is done but not written down, the same upload is handed over once more.
    const interrupted = withOne(resizing.services, 'images', 'settle', async (...settlement) => {
      await announce({ id, version: second.version });
      return images.settle(...settlement);
    });
    await handleUpload(resizing.services, uploadEvent(second), interrupted);

    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: second.version } });
    expect(await resizing.storedSizes(id, second.version)).toEqual(sizeNames);
  });

  it('makes room for the last upload, whichever of two newer ones was told of', async () => {
    const { id, facts: first } = await resizing.uploaded();
    await announce({ id, version: first.version });
    const second = await storeOriginal(resizing.services, { owner, id }, resizing.jpeg);
    const last = await storeOriginal(resizing.services, { owner, id }, await photo({ width: 100, height: 100 }));
    await handleUpload(resizing.services, uploadEvent(second));

    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: last.version }, original: { width: 100 } });
    expect(await resizing.storedSizes(id, second.version)).toEqual([]);
    expect(await resizing.storedSizes(id, last.version)).toEqual(sizeNames);
  });

  it('is left to a later start of its record', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, announcedEvent({ ...told({ id, version: facts.version }), attempt: 0 }));
    expect(await resizing.find(id)).toMatchObject({ status: 'PENDING' });
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
