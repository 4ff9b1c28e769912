/** How renditions are cached: by the reader's own browser, for ever, because what stands under a key never changes. */
export const cacheControl = 'private, max-age=31536000, immutable';
