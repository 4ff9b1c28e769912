/** Where the local run is reached. */
export interface Address {
  readonly port: number;
  /** For programs on this computer: `http://localhost:3000`. */
  readonly url: string;
  /** What clients get in every URL: upload forms, renditions, the issuer, redirects. `url`, unless a proxy forwards the port. */
  readonly origin: string;
  /** The values of the header `Origin` that pages of this application send. */
  readonly pageOrigins: readonly string[];
}

/** @param publicOrigin where a proxy that forwards the port is reached  @default - no proxy does */
export function addressOf(port: number, publicOrigin?: string): Address {
  const own = [`http://localhost:${port}`, `http://127.0.0.1:${port}`] as const;
  const [url] = own;
  if (publicOrigin === undefined) return { port, url, origin: url, pageOrigins: own };
  // The proxy of GitHub Codespaces replaces the page's origin with the port's own, which it may call https.
  return { port, url, origin: publicOrigin, pageOrigins: [...own, publicOrigin, `https://localhost:${port}`] };
}
