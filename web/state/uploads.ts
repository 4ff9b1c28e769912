import type { ImageClient } from '../../client/image-client';
import { type Fault, faultOf } from './faults';
import { Store } from './store';

/** A file on its way up. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** The file as a picture, while it is there. */
  readonly preview?: string;
  readonly state: UploadState;
}

/** `refused` was never sent, and never will be; `failed` may be tried again. */
export type UploadState =
  | { readonly is: 'waiting' }
  | { readonly is: 'sending'; readonly sent: number }
  | { readonly is: 'failed'; readonly fault: Fault }
  | { readonly is: 'refused'; readonly why: string };

export interface UploadsProps {
  readonly client: Pick<ImageClient, 'upload' | 'remove'>;
  /** Why a file cannot be uploaded, if it cannot. */
  readonly objectionTo: (file: File) => string | undefined;
  /** The file as it is to be sent. */
  readonly prepare: (file: File) => Promise<Blob>;
  /** Told each image's id before its file goes up. */
  readonly onStarted: (id: string) => void;
  /** Told of each upload that has ended well. The preview is the listener's now. */
  readonly onUploaded: (id: string, upload: Upload) => void;
}

/** Browsers open six connections to a host; the page itself needs some. */
const atOneTime = 3;

/** The uploads of this page: a few at one time, the others wait. */
export class Uploads {
  /** In the order in which they were chosen. */
  readonly list = new Store<readonly Upload[]>([]);
  private readonly inWork = new Map<number, AbortController>();
  /** Images whose upload failed, and which could not be removed yet. */
  private readonly leftovers = new Set<string>();
  private nextKey = 1;

  constructor(private readonly props: UploadsProps) {}

  add(files: Iterable<File>): void {
    const added = [...files].map((file): Upload => {
      const why = this.props.objectionTo(file);
      const key = this.nextKey++;
      return why
        ? { key, file, state: { is: 'refused', why } }
        : { key, file, preview: URL.createObjectURL(file), state: { is: 'waiting' } };
    });
    this.list.change((before) => [...before, ...added]);
    this.start();
  }

  /** Ends uploads, whatever their state, and takes them off the list. */
  cancel(...keys: number[]): void {
    for (const key of keys) {
      const preview = this.find(key)?.preview;
      if (preview) URL.revokeObjectURL(preview);
    }
    this.list.change((before) => before.filter(({ key }) => !keys.includes(key)));
    for (const key of keys) this.inWork.get(key)?.abort();
  }

  retry(key: number): void {
    if (this.find(key)?.state.is !== 'failed') return;
    this.setState(key, { is: 'waiting' });
    this.start();
  }

  /** Goes on with all that the network stopped. */
  resume(): void {
    for (const { key, state } of this.list.value) {
      if (state.is === 'failed' && state.fault.kind === 'network') this.setState(key, { is: 'waiting' });
    }
    this.start();
  }

  private start(): void {
    for (const { key, state } of this.list.value) {
      if (this.inWork.size >= atOneTime) return;
      if (state.is === 'waiting' && !this.inWork.has(key)) void this.send(key);
    }
  }

  private async send(key: number): Promise<void> {
    const upload = this.find(key);
    if (!upload) return;
    const abort = new AbortController();
    this.inWork.set(key, abort);
    this.setState(key, { is: 'sending', sent: 0 });
    let started: string | undefined;
    try {
      const { file } = upload;
      const id = await this.props.client.upload(await this.props.prepare(file), file.name, {
        signal: abort.signal,
        onStarted: (id) => {
          started = id;
          this.props.onStarted(id);
        },
        onProgress: (sent) => this.setState(key, { is: 'sending', sent }),
      });
      // Whoever cancels it in its last moment wants no image.
      if (!this.find(key)) throw abort.signal.reason;
      this.list.change((before) => before.filter((each) => each.key !== key));
      this.props.onUploaded(id, upload);
    } catch (error) {
      if (started) this.leftovers.add(started);
      if (this.find(key)) this.fail(key, faultOf(error));
    } finally {
      this.inWork.delete(key);
    }
    void this.removeLeftovers();
    this.start();
  }

  private fail(key: number, fault: Fault): void {
    this.setState(key, { is: 'failed', fault });
    // What is refused to one would be refused to all that wait.
    if (fault.kind !== 'limit' && fault.kind !== 'session') return;
    for (const { key, state } of this.list.value) if (state.is === 'waiting') this.setState(key, { is: 'failed', fault });
  }

  /** The records of uploads that failed: without a file they would be PENDING until the sweep finds them. */
  private async removeLeftovers(): Promise<void> {
    for (const id of this.leftovers) {
      try {
        await this.props.client.remove(id);
        this.leftovers.delete(id);
      } catch {
        // The next upload tries again; and what never goes, the sweep settles.
        return;
      }
    }
  }

  private find(key: number): Upload | undefined {
    return this.list.value.find((each) => each.key === key);
  }

  private setState(key: number, state: UploadState): void {
    this.list.change((before) => before.map((each) => (each.key === key ? { ...each, state } : each)));
  }
}
