/** What the page must know of the stage that it is served by: `GET /config.json` on the page's origin. */
export interface PageConfig {
  /** Where the API stands, without a slash at its end; a path is one of the page's own origin. */
  readonly api: string;
  /** The OpenID Connect issuer: its metadata stands at `/.well-known/openid-configuration` below it. */
  readonly issuer: string;
  /** The page as the issuer knows it. */
  readonly clientId: string;
  /** The scopes to ask for, with spaces between them. */
  readonly scope: string;
  /** Largest upload, in bytes. */
  readonly maxBytes: number;
  /** Whether this is the local run. */
  readonly local?: boolean;
}
