/** Cache policy of renditions: only the browser caches them, without expiry, because the object under a key never changes. */
export const cacheControl = 'private, max-age=31536000, immutable';
