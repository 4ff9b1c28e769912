import { ImageClient } from '../../client/image-client';
import { Issuer } from '../../local/cognito/issuer';
import { imageIn, newImageIn } from './json';
import { until } from './until';

type Image = Awaited<ReturnType<typeof imageIn>>;

/** The images of a user, with plain requests and no retries. */
interface UserImages {
  /** Creates an image and uploads its file. @returns the image's id */
  upload(file: Blob, name: string): Promise<string>;
  get(id: string): Promise<Image>;
  /** Waits until the image is READY or FAILED. */
  settled(id: string): Promise<Image>;
  remove(id: string): Promise<void>;
}

/** A user of the local run. */
export interface LocalUser {
  /** Requests a new token each time, because a test may change the clock. */
  headers(): Promise<Record<string, string>>;
  /** `fetch` with a token. */
  fetch(url: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
  /** @param url of the API */
  images(url: string): UserImages;
  client(url: string): ImageClient; // part: client
}

/** A user of the application on a data folder, which need not have started. @param name @default alice */
export function userOf(dataDir: string, name = 'alice'): LocalUser {
  let opened: Promise<Issuer> | undefined;
  return userWith(async () => {
    opened ??= Issuer.open(dataDir);
    return (await opened).issue(name);
  });
}

/** A user of any deployment, with tokens of its issuer. */
export function userWith(token: () => Promise<string>): LocalUser {
  const headers = async () => ({ authorization: `Bearer ${await token()}` });
  const user: LocalUser = {
    headers,
    fetch: async (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...(await headers()) } }),
    images: (url) => imagesOf(user, url),
    client: (url) => new ImageClient(url, { token }), // part: client
  };
  return user;
}

function imagesOf(user: LocalUser, url: string): UserImages {
  const get = (id: string) => imageIn(user.fetch(`${url}/images/${id}`));
  return {
    get,
    async upload(file, name) {
      const body = JSON.stringify({ contentType: file.type, name });
      const { id, upload } = await newImageIn(user.fetch(`${url}/images`, { method: 'POST', body }));
      const form = new FormData();
      for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
      form.append('file', file);
      const { status } = await fetch(upload.url, { method: 'POST', body: form });
      if (status !== 204) throw new Error(`The store answered the upload with ${status}.`);
      return id;
    },
    settled: (id) =>
      until(async () => {
        const image = await get(id);
        return image.status === 'PENDING' ? undefined : image;
      }),
    async remove(id) {
      const { status } = await user.fetch(`${url}/images/${id}`, { method: 'DELETE' });
      if (status !== 204) throw new Error(`The removal was answered with ${status}.`);
    },
  };
}
