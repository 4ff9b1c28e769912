/** Path of the API below the page's origin, in a stage and in the local run. */
export const apiPath = '/api';

/** The page's settings in a stage: `GET /config.json` on the page's origin. */
export interface PageConfig {
  /** URL of the API, without a trailing slash; a path is on the page's origin. */
  readonly api: string;
  /** The OpenID Connect issuer. Its metadata is at `/.well-known/openid-configuration` below this URL. */
  readonly issuer: string;
  /** The page's client id with the issuer. */
  readonly clientId: string;
  /** Scopes to request, separated by spaces. */
  readonly scope: string;
  /** Largest upload, in bytes. */
  readonly maxBytes: number;
  /** Whether this is the local run. */
  readonly local?: boolean;
}
