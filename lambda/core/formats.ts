/** What may be uploaded: the content types, as the form pins them. */
export const contentTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

export type ContentType = (typeof contentTypes)[number];

/** What an upload can be read as. */
export const inputFormats = ['jpeg', 'png', 'webp'] as const;

export type InputFormat = (typeof inputFormats)[number];

/** What renditions can be written as. */
export const outputFormats = ['webp', 'jpeg', 'avif'] as const;

export type OutputFormat = (typeof outputFormats)[number];
