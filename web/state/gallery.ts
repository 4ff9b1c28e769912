import type { Image } from '../../client/image';
import type { ImageClient } from '../../client/image-client';
import { type Fault, faultOf } from './faults';
import { Store } from './store';

/** An image, and what this page knows about the file that it uploaded. */
export interface Photo extends Image {
  /** A preview until the sizes exist. */
  readonly preview?: string;
  readonly fileBytes?: number;
}

export interface GalleryState {
  /** Newest first, without gaps. */
  readonly photos: readonly Photo[];
  /** Whether a page of the list is being loaded. */
  readonly loading: boolean;
  /** Whether the first page is loaded. */
  readonly loaded: boolean;
  /** Whether the list continues. */
  readonly more: boolean;
  /** Why the last page could not be loaded. */
  readonly fault?: Fault;
}

type Client = Pick<ImageClient, 'list' | 'get' | 'remove' | 'retry'>;

/** Images per request; the API allows up to 100. */
const pageSize = 24;

/** The user's images, as far as this page has loaded them. */
export class Gallery {
  readonly state = new Store<GalleryState>({ photos: [], loading: false, loaded: false, more: true });
  /** Called for each PENDING image that became READY or FAILED. */
  onSettled: (photo: Photo) => void = () => undefined;
  private readonly known = new Map<string, Photo>();
  /** Images that are hidden although the server may list them: removed ones, and those whose file is being uploaded. */
  private readonly hidden = new Set<string>();
  private cursor: string | undefined;
  private turn = 0;

  constructor(private readonly client: Client) {}

  find(id: string): Photo | undefined {
    return this.known.get(id);
  }

  /** Whether the loaded part of the list contains a photo with this name and size. */
  has({ name, size }: Pick<File, 'name' | 'size'>): boolean {
    return [...this.known.values()].some(
      (photo) => photo.status !== 'FAILED' && photo.name === name && (photo.original?.bytes ?? photo.fileBytes) === size,
    );
  }

  /** The neighbors of a photo in the list, if it is loaded. */
  around(id: string): { readonly newer?: Photo; readonly older?: Photo } {
    const { photos } = this.state.value;
    const index = photos.findIndex((photo) => photo.id === id);
    return index < 0 ? {} : { newer: photos[index - 1], older: photos[index + 1] };
  }

  /** PENDING images, newest first. */
  get pending(): Photo[] {
    return [...this.known.values()].filter(({ status }) => status === 'PENDING').sort(newestFirst);
  }

  /** Loads the next page of the list, beginning with the first one. */
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

  /** Hides an image while its file is being uploaded. */
  hide(id: string): void {
    this.hidden.add(id);
    this.forget(id);
  }

  /** Shows an image after its upload, until the server returns it. */
  add(photo: Pick<Photo, 'id' | 'name' | 'preview' | 'fileBytes'>): void {
    this.hidden.delete(photo.id);
    // Older than any value of the server, because clocks differ.
    this.take([{ ...photo, status: 'PENDING', createdAt: new Date().toISOString(), updatedAt: '' }]);
    this.show();
  }

  /** Loads one image again. @throws ApiError */
  async refresh(id: string): Promise<void> {
    try {
      this.take([await this.client.get(id)]);
    } catch (error) {
      if (faultOf(error).kind === 'gone') this.forget(id);
      throw error;
    } finally {
      this.show();
    }
  }

  /** Polls the PENDING images once: with one list request, and one request for an image that the list does not contain. */
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

  /** Retries a FAILED image. @throws ApiError */
  async retry(id: string): Promise<void> {
    this.take([await this.client.retry(id)]);
    this.show();
  }

  /** Releases a preview after the rendition has loaded. */
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
      // Responses may arrive out of order.
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
    // An image that was opened by its URL may be older than the loaded part of the list.
    const listed = (id: string) => this.cursor === undefined || id >= this.cursor;
    const photos = [...this.known.values()].filter(({ id }) => listed(id)).sort(newestFirst);
    this.state.change((before) => ({ ...before, photos }));
  }
}

const newestFirst = (a: Photo, b: Photo) => (a.id < b.id ? 1 : -1);
