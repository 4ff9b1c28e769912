/** Headers of a request: names in lowercase, repeated headers joined by commas. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** A request as every host can pass it: API Gateway, a web server, a test. */
export interface ApiRequest {
  /** Path as it was sent, with percent-encoding. */
  readonly path: string;
  /** Query as it was sent, without its question mark. */
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Reads the body. It is called once at most. */
  bytes(): Promise<Uint8Array>;
}

/** An answer that every host can send. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}
