/** Path of the API's reference. */
export const referencePath = '/reference'; // part: reference

/** Addresses of the local run. */
export interface Address {
  readonly port: number;
  /** For programs on this computer: `http://localhost:3000`. */
  readonly url: string;
  /**
   * For clients, in every URL: upload forms, renditions, the issuer, redirects. Equal to `url`, unless a proxy forwards the
   * port.
   */
  readonly origin: string;
  /** Values of the header `Origin` that this application's pages send. */
  readonly pageOrigins: readonly string[];
}

/** @param publicOrigin URL of a proxy that forwards the port @default - none */
export function addressOf(port: number, publicOrigin?: string): Address {
  const own = [`http://localhost:${port}`, `http://127.0.0.1:${port}`] as const;
  const [url] = own;
  if (publicOrigin === undefined) return { port, url, origin: url, pageOrigins: own };
  // The proxy of GitHub Codespaces replaces the header `Origin` by that of the port, which it may call https.
  return { port, url, origin: publicOrigin, pageOrigins: [...own, publicOrigin, `https://localhost:${port}`] };
}
