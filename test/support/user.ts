import { ImageClient } from '../../client/image-client';
import { Issuer } from '../../local/cognito/issuer';

/** A user of the local run. */
export interface LocalUser {
  /** Requests a new token each time, because a test may change the clock. */
  headers(): Promise<Record<string, string>>;
  /** `fetch` with a token. */
  fetch(url: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
  client(url: string): ImageClient;
}

/** A user of the application on a data folder, which need not have started. @param name @default alice */
export function userOf(dataDir: string, name = 'alice'): LocalUser {
  let opened: Promise<Issuer> | undefined;
  const token = async () => {
    opened ??= Issuer.open(dataDir);
    return (await opened).issue(name);
  };
  const headers = async () => ({ authorization: `Bearer ${await token()}` });
  return {
    headers,
    fetch: async (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...(await headers()) } }),
    client: (url) => new ImageClient(url, { token }),
  };
}
