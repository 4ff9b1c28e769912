import type { StartedImage as StartedByForm } from '../lambda/api/create-image';
import type { ImageResource, SizeResource } from '../lambda/api/image-resource';
import type { ImagePage as ListedImages } from '../lambda/api/list-images';

/*
 * What the API answers: the types come from the schemas of its answers. An import of a type leaves no code behind, so that the
 * page contains no schema.
 */

/** One stored size of an image. */
export type ImageSize = Readonly<SizeResource>;

/** The uploaded file. Pixels are counted after orientation. */
export type ImageOriginal = Readonly<Required<ImageResource>['original']>;

/** What the work on an image took. */
export type ImageProcessing = Readonly<Required<ImageResource>['processing']>;

/** An image, as `GET /images/{id}` shows it. */
export interface Image extends Readonly<Omit<ImageResource, 'sizes'>> {
  /** Smallest first. The API may be newer than the client and have further sizes. */
  readonly sizes?: Readonly<Record<string, ImageSize>>;
}

/** A part of the caller's images, newest first. */
export interface ImagePage extends Readonly<Omit<ListedImages, 'items'>> {
  readonly items: readonly Image[];
}

/** An image that waits for its file, as `POST /images` starts it. */
export interface StartedImage extends StartedByForm {
  readonly upload: StartedByForm['upload'] & {
    /** Headers of a PUT request, for a store without forms. @default - a form */
    readonly put?: Record<string, string>; // part: platforms
  };
}
