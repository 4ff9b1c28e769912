import { answerError } from './api-error';
import type { Image, ImagePage } from './image';
import { defaultRetryLimits, type RetryLimits, withRetries } from './retry';

export type { Image, ImageSize } from './image';

export interface UploadOptions {
  /** Ends the upload. An image that was started by then stays, and was named by `onStarted`. */
  readonly signal?: AbortSignal;
  /** Told the image's id before the first byte of the file goes up. */
  readonly onStarted?: (id: string) => void;
  /** Told how much of the upload has gone, from 0 to 1. @default - nobody is told; `fetch` cannot say */
  readonly onProgress?: (sent: number) => void;
}

/** Sends an upload form. @throws ApiError when the store refuses it */
export type SendForm = (url: string, form: FormData, options: Pick<UploadOptions, 'signal' | 'onProgress'>) => Promise<void>;

export interface ImageClientOptions {
  /** A token of the caller, or who gives one for each request. @default - none: without one, only `GET /health` answers */
  readonly token?: string | (() => Promise<string>);
  /** @default - by `fetch` */
  readonly send?: SendForm;
  /** @default fetch */
  readonly fetch?: typeof fetch;
  /** How long a busy service is asked again. @default defaultRetryLimits */
  readonly retries?: Partial<RetryLimits>;
}

interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export const allowedTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

/** How long `settled` waits before it asks again, in milliseconds: soon at first, then ever less often. */
const pollMs = { first: 150, longest: 2000, growth: 1.3 };

/**
 * A client of the API, for browsers and for Node. Every call throws an ApiError where the answer is no success. A call that the
 * service was too busy for is repeated (`retry.ts`), which matters in a new AWS account: it runs ten functions at a time, and the
 * resizer takes some of them.
 */
export class ImageClient {
  /** @param base where the API stands, without a slash at its end */
  constructor(
    private readonly base: string,
    private readonly options: ImageClientOptions = {},
  ) {}

  /** Starts an image and uploads its file. @returns the image's id  @throws DOMException once `signal` has ended it */
  async upload(file: Blob, name: string, { signal, onStarted, onProgress }: UploadOptions = {}): Promise<string> {
    // A file of another type is announced as JPEG; the application then says what it really is, and what to do.
    const contentType = allowedTypes.includes(file.type) ? file.type : 'image/jpeg';
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType, name: shorten(name), ...(file.size > 0 ? { bytes: file.size } : {}) }),
    };
    const { id, upload } = await this.call<{ id: string; upload: UploadForm }>('/images', init, signal);
    onStarted?.(id);
    signal?.throwIfAborted();
    const form = new FormData();
    for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
    form.append('file', file);
    const { fetch: ask = fetch, send = sendBy(ask) } = this.options;
    // The form names one key: a file that arrives twice replaces itself.
    await this.repeat(() => send(upload.url, form, { signal, onProgress }), true, signal);
    return id;
  }

  get(id: string): Promise<Image> {
    return this.call(`/images/${id}`);
  }

  /** Newest first. @param cursor `nextCursor` of the part before: only older images are listed */
  list({ limit = 20, cursor }: { limit?: number; cursor?: string } = {}): Promise<ImagePage> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
    return this.call(`/images?${query}`);
  }

  /** Removes an image with all its files. No error where there is none of that id. */
  async remove(id: string): Promise<void> {
    await this.request(`/images/${id}`, { method: 'DELETE' });
  }

  /** Starts a FAILED image again that is `retryable`. @returns the image, PENDING */
  retry(id: string): Promise<Image> {
    return this.call(`/images/${id}/retry`, { method: 'POST' });
  }

  /** The image, once it is READY or FAILED. @throws Error after `timeoutMs` */
  async settled(id: string, timeoutMs = 120_000): Promise<Image> {
    const deadline = Date.now() + timeoutMs;
    for (let wait = pollMs.first; Date.now() < deadline; wait = Math.min(wait * pollMs.growth, pollMs.longest)) {
      const image = await this.get(id);
      if (image.status !== 'PENDING') return image;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Error(`Image ${id} is still PENDING after ${timeoutMs / 1000} s. Look at the resizer's log.`);
  }

  private async call<T>(path: string, init?: RequestInit, signal?: AbortSignal): Promise<T> {
    return (await this.request(path, init, signal)).json() as Promise<T>;
  }

  /** @param signal ends the wait between two tries, and no request: one that is cut off may have started an image */
  private request(path: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> {
    return this.repeat(() => this.requestOnce(path, init), init.method !== 'POST', signal);
  }

  private repeat<T>(call: () => Promise<T>, idempotent: boolean, signal?: AbortSignal): Promise<T> {
    return withRetries(call, { idempotent, signal, limits: { ...defaultRetryLimits, ...this.options.retries } });
  }

  private async requestOnce(path: string, init: RequestInit): Promise<Response> {
    const { token, fetch: ask = fetch } = this.options;
    const value = typeof token === 'function' ? await token() : token;
    const headers = { ...(init.headers as Record<string, string>), ...(value ? { authorization: `Bearer ${value}` } : {}) };
    const answer = await ask(this.base + path, { ...init, headers });
    if (!answer.ok) throw await answerError(answer);
    return answer;
  }
}

const sendBy =
  (ask: typeof fetch): SendForm =>
  async (url, form, { signal }) => {
    const answer = await ask(url, { method: 'POST', body: form, signal });
    if (!answer.ok) throw await answerError(answer);
  };

/** As much of a name as the API takes, and no half of a character at its end. */
const shorten = (name: string) => name.slice(0, 255).replace(/[\ud800-\udbff]$/, '');
