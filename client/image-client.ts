import type { contentTypes } from '../lambda/core/formats';
import { answerError } from './api-error';
import type { Image, ImagePage, StartedImage } from './image';
import { defaultRetryLimits, type RetryLimits, withRetries } from './retry';

export type { Image, ImageSize } from './image';

export interface UploadOptions {
  /** Cancels the upload. A record that was already created remains; `onStarted` has received its id. */
  readonly signal?: AbortSignal;
  /** Called with the image's id before the upload of the file begins. */
  readonly onStarted?: (id: string) => void;
  /** Called with the uploaded fraction, from 0 to 1. @default - none; `fetch` does not report progress */
  readonly onProgress?: (sent: number) => void;
}

/** Sends an upload form. @throws ApiError when the store rejects it */
export type SendForm = (url: string, form: FormData, options: Pick<UploadOptions, 'signal' | 'onProgress'>) => Promise<void>;

// part: platforms
/** Sends a file to a store without forms, by a PUT request with these headers. @throws ApiError when the store rejects it */
export type SendFile = (
  url: string,
  headers: Readonly<Record<string, string>>,
  file: Blob,
  options: Pick<UploadOptions, 'signal' | 'onProgress'>,
) => Promise<void>;

export interface ImageClientOptions {
  /**
   * An access token, or a function that returns one for each request. @default - none; only `GET /health` works without a token
   */
  readonly token?: string | (() => Promise<string>);
  /** @default - uses `fetch` */
  readonly send?: SendForm;
  /** @default - uses `fetch` */
  readonly sendFile?: SendFile; // part: platforms
  /** @default fetch */
  readonly fetch?: typeof fetch;
  /** How often and how long a failed call is retried. @default defaultRetryLimits */
  readonly retries?: Partial<RetryLimits>;
}

/** Content types that the API accepts. The compiler compares them with the API's own list. */
export const allowedTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'] satisfies typeof contentTypes;

/** Delays between the requests of `settled`, in milliseconds. They grow. */
const pollMs = { first: 150, longest: 2000, growth: 1.3 };

/**
 * A client of the API, for browsers and Node.js. Every method throws an ApiError for an error response. Throttled calls are
 * retried (`retry.ts`), which matters in a new AWS account: it runs ten functions at a time, and the resizer uses some of them.
 */
export class ImageClient {
  /** @param base URL of the API, without a trailing slash */
  constructor(
    private readonly base: string,
    private readonly options: ImageClientOptions = {},
  ) {}

  /**
   * Creates an image and uploads its file. @returns the image's id
   * @throws DOMException when `signal` cancels it
   */
  async upload(file: Blob, name: string, { signal, onStarted, onProgress }: UploadOptions = {}): Promise<string> {
    // A file of any other type is announced as JPEG. The application then detects the real type and reports how to fix it.
    const contentType = allowedTypes.includes(file.type) ? file.type : 'image/jpeg';
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType, name: shorten(name), ...(file.size > 0 ? { bytes: file.size } : {}) }),
    };
    const { id, upload } = await this.call<StartedImage>('/images', init, signal);
    onStarted?.(id);
    signal?.throwIfAborted();
    const { fetch: ask = fetch, send = sendBy(ask) } = this.options;
    // part: platforms
    if (upload.put) {
      const { url, put } = upload;
      const { sendFile = sendFileBy(ask) } = this.options;
      await this.repeat(() => sendFile(url, put, file, { signal, onProgress }), true, signal);
      return id;
    }
    const form = new FormData();
    for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
    form.append('file', file);
    // The form is valid for one key only: a repeated upload replaces the first one.
    await this.repeat(() => send(upload.url, form, { signal, onProgress }), true, signal);
    return id;
  }

  get(id: string): Promise<Image> {
    return this.call(`/images/${id}`);
  }

  /** Lists images, newest first. @param cursor `nextCursor` of the previous page */
  list({ limit = 20, cursor }: { limit?: number; cursor?: string } = {}): Promise<ImagePage> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
    return this.call(`/images?${query}`);
  }

  /** Deletes an image with all its files. Succeeds when the image does not exist. */
  async remove(id: string): Promise<void> {
    await this.request(`/images/${id}`, { method: 'DELETE' });
  }

  /** Retries a FAILED image that is `retryable`. @returns the image, which is PENDING */
  retry(id: string): Promise<Image> {
    return this.call(`/images/${id}/retry`, { method: 'POST' });
  }

  /** Waits until the image is READY or FAILED. @throws Error after `timeoutMs` */
  async settled(id: string, timeoutMs = 120_000): Promise<Image> {
    const deadline = Date.now() + timeoutMs;
    for (let wait = pollMs.first; Date.now() < deadline; wait = Math.min(wait * pollMs.growth, pollMs.longest)) {
      const image = await this.get(id);
      if (image.status !== 'PENDING') return image;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Error(`Image ${id} is still PENDING after ${timeoutMs / 1000} s. Check the log of the resizer.`);
  }

  private async call<T>(path: string, init?: RequestInit, signal?: AbortSignal): Promise<T> {
    return (await this.request(path, init, signal)).json() as Promise<T>;
  }

  /** @param signal cancels the wait between two attempts, but no request: a canceled request may have created an image */
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

// part: platforms
const sendFileBy =
  (ask: typeof fetch): SendFile =>
  async (url, headers, body, { signal }) => {
    const answer = await ask(url, { method: 'PUT', headers, body, signal });
    if (!answer.ok) throw await answerError(answer);
  };

/** Truncates a name to the API's limit, without splitting a character. */
const shorten = (name: string) => name.slice(0, 255).replace(/[\ud800-\udbff]$/, '');
