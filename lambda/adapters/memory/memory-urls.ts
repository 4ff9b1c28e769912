import type { Clock, SignedUrls } from '../../core/ports';

/** Placeholder URLs, for tests that only look at records and objects. */
export const memoryUrls = (clock: Pick<Clock, 'now'>): SignedUrls => ({
  uploadForm: async ({ maxBytes }) => ({ url: '', fields: {}, maxBytes, expiresAt: clock.now() }),
  readUrl: async (key) => key,
});
