import { ApiError } from '../../client/api-error';
import type { Image } from '../../client/image';
import type { ImageClient } from '../../client/image-client';
import { type Fault, faultOf } from './faults';
import { Store } from './store';

/** An image, and what this page knows of the file that it sent. */
export interface Photo extends Image {
  /** A picture for the time until the sizes are made. */
  readonly preview?: string;
  readonly fileBytes?: number;
}

export interface GalleryState {
  /** Newest first, without gaps. */
  readonly photos: readonly Photo[];
  /** Whether a part of the list is on its way. */
  readonly loading: boolean;
  /** Whether the first part has come. */
  readonly loaded: boolean;
  /** Whether there are older ones than those that are shown. */
  readonly more: boolean;
  /** Why the last part did not come. */
  readonly fault?: Fault;
}

type Client = Pick<ImageClient, 'list' | 'get' | 'remove' | 'retry'>;

/** How many images are asked for at once; the API lists up to 100. */
const pageSize = 24;

/** What this page knows of the user's images. */
export class Gallery {
  readonly state = new Store<GalleryState>({ photos: [], loading: false, loaded: false, more: true });
  /** Told of each image that became READY or FAILED while it was watched. */
  onSettled: (photo: Photo) => void = () => undefined;
  private readonly known = new Map<string, Photo>();
  /** Images that the server may still list and nobody is to see: removed ones, and those whose file is on its way. */
  private readonly hidden = new Set<string>();
  private cursor: string | undefined;
  private turn = 0;

  constructor(private readonly client: Client) {}

  find(id: string): Photo | undefined {
    return this.known.get(id);
  }

  /** Whether a photo of this name and size is in the part of the list that has been loaded. */
  has({ name, size }: Pick<File, 'name' | 'size'>): boolean {
    return [...this.known.values()].some(
      (photo) => photo.status !== 'FAILED' && photo.name === name && (photo.original?.bytes ?? photo.fileBytes) === size,
    );
  }

  /** The photos before and after one in the list, if it is there. */
  around(id: string): { readonly newer?: Photo; readonly older?: Photo } {
    const { photos } = this.state.value;
    const index = photos.findIndex((photo) => photo.id === id);
    return index < 0 ? {} : { newer: photos[index - 1], older: photos[index + 1] };
  }

  /** Those whose end is still to come, newest first. */
  get pending(): Photo[] {
    return [...this.known.values()].filter(({ status }) => status === 'PENDING').sort(newestFirst);
  }

  /** The next part of the list: the first one at first. */
  async loadMore(): Promise<void> {
    const { loading, more } = this.state.value;
    if (loading || !more) return;
    this.state.change((before) => ({ ...before, loading: true, fault: undefined }));
    try {
      const { items, nextCursor } = await this.client.list({ limit: pageSize, cursor: this.cursor });
      this.cursor = nextCursor;
      this.take(items);
      this.state.change((before) => ({ ...before, loading: false, loaded: true, more: nextCursor !== undefined }));
    } catch (error) {
      this.state.change((before) => ({ ...before, loading: false, fault: faultOf(error) }));
    }
    this.show();
  }

  /** Hides an image while its file is on its way. */
  hide(id: string): void {
    this.hidden.add(id);
    this.forget(id);
  }

  /** Shows an image whose file has just gone up, until the server says more of it. */
  add(photo: Pick<Photo, 'id' | 'name' | 'preview' | 'fileBytes'>): void {
    this.hidden.delete(photo.id);
    // Older than whatever the server says: clocks differ.
    this.take([{ ...photo, status: 'PENDING', createdAt: new Date().toISOString(), updatedAt: '' }]);
    this.show();
  }

  /** Asks for one image anew. @throws ApiError */
  async refresh(id: string): Promise<void> {
    try {
      this.take([await this.client.get(id)]);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      this.forget(id);
      throw error;
    } finally {
      this.show();
    }
  }

  /** Asks once for what is PENDING: by one request, and for one image more that its answer does not hold. */
  async refreshPending(): Promise<void> {
    const waiting = this.pending;
    const [newest] = waiting;
    if (!newest) return;
    if (waiting.length > 1) {
      const { photos } = this.state.value;
      const from = photos.findIndex(({ id }) => id === newest.id);
      const { items } = await this.client.list({ limit: 100, cursor: photos[from - 1]?.id });
      this.take(items.filter(({ id }) => this.known.has(id)));
      this.show();
      const listed = new Set(items.map(({ id }) => id));
      const left = waiting.filter(({ id }) => !listed.has(id));
      const next = left[this.turn++ % left.length];
      if (next) await this.refreshIfThere(next.id);
    } else {
      await this.refreshIfThere(newest.id);
    }
  }

  /** @throws ApiError */
  async remove(id: string): Promise<void> {
    await this.client.remove(id);
    this.hide(id);
  }

  /** Starts a FAILED image again. @throws ApiError */
  async retry(id: string): Promise<void> {
    this.take([await this.client.retry(id)]);
    this.show();
  }

  /** Lets go of a preview, once the picture itself is there. */
  dropPreview(id: string): void {
    const photo = this.known.get(id);
    if (!photo?.preview) return;
    URL.revokeObjectURL(photo.preview);
    this.known.set(id, { ...photo, preview: undefined });
    this.show();
  }

  private async refreshIfThere(id: string): Promise<void> {
    try {
      await this.refresh(id);
    } catch (error) {
      // It was removed elsewhere.
      if (faultOf(error).kind !== 'gone') throw error;
    }
  }

  private take(images: readonly Photo[]): void {
    for (const image of images) {
      if (this.hidden.has(image.id)) continue;
      const before = this.known.get(image.id);
      // Answers may overtake each other.
      if (before && before.updatedAt > image.updatedAt) continue;
      const photo = { preview: before?.preview, fileBytes: before?.fileBytes, ...image };
      this.known.set(image.id, photo);
      if (before?.status === 'PENDING' && photo.status !== 'PENDING') this.onSettled(photo);
    }
  }

  private forget(id: string): void {
    const preview = this.known.get(id)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    this.known.delete(id);
    this.show();
  }

  private show(): void {
    // One that was opened by its address may be older than the list goes.
    const listed = (id: string) => this.cursor === undefined || id >= this.cursor;
    const photos = [...this.known.values()].filter(({ id }) => listed(id)).sort(newestFirst);
    this.state.change((before) => ({ ...before, photos }));
  }
}

const newestFirst = (a: Photo, b: Photo) => (a.id < b.id ? 1 : -1);
