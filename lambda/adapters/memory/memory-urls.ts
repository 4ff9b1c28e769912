import type { Clock, SignedUrls } from '../../core/ports';

/** URLs of what nobody can reach from outside: where only the records and the objects are looked at. */
export const memoryUrls = (clock: Pick<Clock, 'now'>): SignedUrls => ({
  uploadForm: async ({ maxBytes }) => ({ url: '', fields: {}, maxBytes, expiresAt: clock.now() }),
  readUrl: async (key) => key,
});
