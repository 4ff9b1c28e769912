import type { ImageResource } from '../../lambda/api/image-resource';
import type { Problem } from '../../lambda/api/problem';

interface NewImage {
  readonly id: string;
  readonly status: string;
  readonly upload: {
    readonly url: string;
    readonly fields: Record<string, string>;
    readonly maxBytes: number;
    readonly expiresAt: string;
  };
}

async function json<T>(answer: Response | Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

/** Types of response bodies. */
export const newImageIn = json<NewImage>;
export const imageIn = json<ImageResource>;
export const pageIn = json<{ items: ImageResource[]; nextCursor?: string }>;
export const problemIn = json<Problem>;
