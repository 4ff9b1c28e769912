import type { ImageClient } from '../../client/image-client';
import { type Fault, faultOf } from './faults';
import { Store } from './store';
import { isGoing, progressOf, type Upload, type UploadProgress, type UploadState } from './upload';

export interface UploadsProps {
  readonly client: Pick<ImageClient, 'upload' | 'remove'>;
  /** Returns why a file cannot be uploaded, or `undefined`. */
  readonly validateFile: (file: File) => string | undefined;
  /** Whether the user seems to have this photo already. */
  readonly isDuplicate: (file: File) => boolean;
  /** Whether the browser is online. Offline, uploads wait. */
  readonly isOnline: () => boolean;
  /** Returns the file in the form in which it is sent. */
  readonly prepare: (file: File) => Promise<Blob>;
  /** Called with each image's id before its file is uploaded. */
  readonly onStarted: (id: string) => void;
  /** Called for each successful upload. The listener takes over the preview. */
  readonly onUploaded: (id: string, upload: Upload) => void;
}

/** Browsers open six connections per host, and the page itself needs some. */
const atOneTime = 3;

/** The uploads of this page, with limited concurrency. */
export class Uploads {
  /** In the order in which they were chosen. */
  readonly list = new Store<readonly Upload[]>([]);
  private readonly inWork = new Map<number, AbortController>();
  /** All work in progress, including the removal of records of failed uploads. */
  private readonly tasks = new Set<Promise<void>>();
  /** Images whose upload failed, and whose record is not removed yet. */
  private readonly leftovers = new Set<string>();
  private nextKey = 1;
  /** Uploads that succeeded since the last time that no upload was in progress. */
  private finished = { files: 0, bytes: 0 };

  constructor(private readonly props: UploadsProps) {}

  /** Uploads that are being sent or queued. */
  get going(): readonly Upload[] {
    return this.list.value.filter(isGoing);
  }

  get progress(): UploadProgress {
    return progressOf(this.going, this.finished);
  }

  add(files: Iterable<File>): void {
    if (this.going.length === 0) this.finished = { files: 0, bytes: 0 };
    for (const file of files) {
      const key = this.nextKey++;
      const why = this.props.validateFile(file);
      const upload: Upload = why
        ? { key, file, state: { is: 'refused', why } }
        : { key, file, preview: URL.createObjectURL(file), state: { is: this.isDuplicate(file) ? 'duplicate' : 'waiting' } };
      this.list.change((before) => [...before, upload]);
    }
    this.start();
  }

  /** Uploads duplicates after a confirmation. */
  confirm(...keys: number[]): void {
    for (const key of keys) if (this.find(key)?.state.is === 'duplicate') this.setState(key, { is: 'waiting' });
    this.start();
  }

  /** Cancels uploads in any state and removes them from the list. */
  cancel(...keys: number[]): void {
    for (const key of keys) {
      const preview = this.find(key)?.preview;
      if (preview) URL.revokeObjectURL(preview);
    }
    this.list.change((before) => before.filter(({ key }) => !keys.includes(key)));
    for (const key of keys) this.inWork.get(key)?.abort();
  }

  /** Cancels all uploads. Resolves when their records are removed, as far as possible. */
  async cancelAll(): Promise<void> {
    this.cancel(...this.list.value.map(({ key }) => key));
    await Promise.all(this.tasks);
  }

  retry(key: number): void {
    if (this.find(key)?.state.is !== 'failed') return;
    this.setState(key, { is: 'waiting' });
    this.start();
  }

  /** Called when the connection changes: uploads that failed because of it are queued or resumed. */
  resume(): void {
    for (const { key, state } of this.list.value) {
      if (state.is === 'failed' && state.fault.kind === 'network') this.setState(key, { is: 'waiting' });
    }
    this.start();
  }

  private isDuplicate(file: File): boolean {
    const same = (other: File) => other.name === file.name && other.size === file.size;
    return this.props.isDuplicate(file) || this.list.value.some((upload) => same(upload.file));
  }

  private start(): void {
    if (!this.props.isOnline()) return;
    for (const { key, state } of this.list.value) {
      if (this.inWork.size >= atOneTime) return;
      if (state.is !== 'waiting' || this.inWork.has(key)) continue;
      const task = this.send(key).finally(() => this.tasks.delete(task));
      this.tasks.add(task);
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
      // The user canceled at the last moment and does not want the image.
      if (!this.find(key)) throw abort.signal.reason;
      this.finished = { files: this.finished.files + 1, bytes: this.finished.bytes + file.size };
      this.list.change((before) => before.filter((each) => each.key !== key));
      this.props.onUploaded(id, upload);
    } catch (error) {
      if (started) this.leftovers.add(started);
      if (this.find(key)) this.fail(key, faultOf(error));
    } finally {
      this.inWork.delete(key);
    }
    this.start();
    await this.removeLeftovers();
  }

  private fail(key: number, fault: Fault): void {
    const offline = fault.kind === 'network' && !this.props.isOnline();
    this.setState(key, offline ? { is: 'waiting' } : { is: 'failed', fault });
    // An error that would affect every queued upload.
    if (fault.kind !== 'limit' && fault.kind !== 'session') return;
    for (const { key, state } of this.list.value) if (state.is === 'waiting') this.setState(key, { is: 'failed', fault });
  }

  /** Removes the records of failed uploads, which would otherwise stay PENDING. */
  private async removeLeftovers(): Promise<void> {
    for (const id of this.leftovers) {
      // Before the response, so that another upload that ends meanwhile does not request the same.
      this.leftovers.delete(id);
      try {
        await this.props.client.remove(id);
      } catch {
        // The next upload tries again.
        this.leftovers.add(id);
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
