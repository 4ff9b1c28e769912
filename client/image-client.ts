import { answerError } from './api-error';

/** One stored size of an image. */
export interface ImageSize {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
}

/** An image, as `GET /images/{id}` shows it. */
export interface Image {
  readonly id: string;
  readonly status: 'PENDING' | 'READY' | 'FAILED';
  readonly reason?: string;
  readonly name?: string;
  readonly sizes?: Readonly<Record<string, ImageSize>>;
}

interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

const allowedTypes = ['image/jpeg', 'image/png', 'image/webp'];

/** How long `settled` waits before it asks again, in milliseconds: soon at first, then ever less often. */
const pollMs = { first: 150, longest: 2000, growth: 1.3 };

/** A client of the API, for browsers and for Node. */
export class ImageClient {
  /**
   * @param base where the API stands, without a slash at its end
   * @param token of the caller @default - none: only the local run takes that
   */
  constructor(
    private readonly base: string,
    private readonly token?: string,
  ) {}

  /** Starts an image and uploads its file. @returns the image's id  @throws ApiError */
  async upload(file: Blob, name: string): Promise<string> {
    // A file of another type is announced as JPEG; the application then says what it really is, and what to do.
    const contentType = allowedTypes.includes(file.type) ? file.type : 'image/jpeg';
    const { id, upload } = await this.call<{ id: string; upload: UploadForm }>('/images', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType, name: shorten(name), ...(file.size > 0 ? { bytes: file.size } : {}) }),
    });
    const form = new FormData();
    for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
    form.append('file', file);
    const answer = await fetch(upload.url, { method: 'POST', body: form });
    if (!answer.ok) throw await answerError(answer);
    return id;
  }

  /** @throws ApiError */
  get(id: string): Promise<Image> {
    return this.call(`/images/${id}`);
  }

  /** The image, once it is READY or FAILED. @throws ApiError  @throws Error after `timeoutMs` */
  async settled(id: string, timeoutMs = 120_000): Promise<Image> {
    const deadline = Date.now() + timeoutMs;
    for (let wait = pollMs.first; Date.now() < deadline; wait = Math.min(wait * pollMs.growth, pollMs.longest)) {
      const image = await this.get(id);
      if (image.status !== 'PENDING') return image;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Error(`Image ${id} is still PENDING after ${timeoutMs / 1000} s. Look at the resizer's log.`);
  }

  private async call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
    };
    const answer = await fetch(this.base + path, { ...init, headers });
    if (!answer.ok) throw await answerError(answer);
    return answer.json() as Promise<T>;
  }
}

/** As much of a name as the API takes, and no half of a character at its end. */
const shorten = (name: string) => name.slice(0, 255).replace(/[\ud800-\udbff]$/, '');
