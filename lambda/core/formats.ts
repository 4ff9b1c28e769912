/** Content types that can be uploaded. The upload form allows only the announced one. */
export const contentTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

export type ContentType = (typeof contentTypes)[number];

/** Formats that uploads can have. */
export const inputFormats = ['jpeg', 'png', 'webp'] as const;

export type InputFormat = (typeof inputFormats)[number];

/** Formats that renditions can have. */
export const outputFormats = ['webp', 'jpeg', 'avif'] as const;

export type OutputFormat = (typeof outputFormats)[number];
