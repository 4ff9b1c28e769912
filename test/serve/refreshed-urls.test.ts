// Signed URLs with credentials that expire and change while the process runs.
import { TestClock } from '../../lib/testing/test-clock';
import { type ExpiringCredentials, RefreshedUrls } from '../../serve/refreshed-urls';

const hour = 60 * 60 * 1000;

let clock: TestClock;
let current: ExpiringCredentials;
/** What a forced refresh returns. */
let newer: ExpiringCredentials | Error;
let forced: number;
let urls: RefreshedUrls;

const expiringIn = (id: string, hours: number): ExpiringCredentials => ({
  accessKeyId: id,
  secretAccessKey: `secret of ${id}`,
  sessionToken: `session of ${id}`,
  expiration: new Date(clock.now().getTime() + hours * hour),
});

beforeEach(() => {
  clock = new TestClock();
  current = expiringIn('FIRST', 6);
  forced = 0;
  urls = new RefreshedUrls({
    originals: { bucket: 'originals', url: 'https://originals.example.com/' },
    renditions: { bucket: 'renditions', url: 'https://renditions.example.com/' },
    region: 'eu-central-1',
    clock,
    async credentials({ forceRefresh } = {}) {
      if (!forceRefresh) return current;
      forced += 1;
      if (newer instanceof Error) throw newer;
      current = newer;
      return current;
    },
  });
});

const signerOf = async () => /X-Amz-Credential=([A-Z]+)/.exec(await urls.readUrl('some/key'))?.[1];

it('returns the same URL while the credentials are the same', async () => {
  const first = await urls.readUrl('some/key');
  expect(await urls.readUrl('some/key')).toBe(first);
  expect(first).toContain('X-Amz-Security-Token=session%20of%20FIRST');
});

it('signs with new credentials as soon as the provider has them', async () => {
  expect(await signerOf()).toBe('FIRST');
  current = expiringIn('SECOND', 6);
  expect(await signerOf()).toBe('SECOND');
  const form = await urls.uploadForm({ key: 'k', contentType: 'image/jpeg', maxBytes: 10 });
  expect(form.fields['x-amz-security-token']).toBe('session of SECOND');
});

it('asks for newer credentials before a URL would outlive them', async () => {
  newer = expiringIn('SECOND', 12);
  clock.advance(4.7 * hour);
  expect([await signerOf(), forced]).toEqual(['FIRST', 0]);
  clock.advance(0.1 * hour);
  expect([await signerOf(), forced]).toEqual(['SECOND', 1]);
});

it('keeps the credentials at hand while there are no newer ones, and asks once a minute', async () => {
  newer = new Error('The endpoint of the credentials does not answer.');
  clock.advance(5 * hour);
  for (let count = 0; count < 5; count += 1) expect(await signerOf()).toBe('FIRST');
  expect(forced).toBe(1);
  clock.advance(61_000);
  expect(await signerOf()).toBe('FIRST');
  expect(forced).toBe(2);
});

it('accepts credentials that never expire', async () => {
  current = { accessKeyId: 'KEY', secretAccessKey: 'secret' };
  clock.advance(1000 * hour);
  expect([await signerOf(), forced]).toEqual(['KEY', 0]);
});
