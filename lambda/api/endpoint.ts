import type * as z from 'zod/mini';
import type { Owner } from '../core/image';
import type { Services } from '../services';
import type { EndpointRow, SignedRow } from './endpoints';
import type { ProblemKind } from './problem';
import type { RequestHeaders } from './request';

type Schema = z.ZodMiniType;

type Parsed<S> = S extends Schema ? z.output<S> : undefined;

/**
 * As `body`: the bytes of the request, whatever their type. API Gateway decodes text types, such as `application/json`, as UTF-8
 * and replaces bytes that are not; senders of other encodings use `application/octet-stream`. A Lambda function gets up to 4.5 MB.
 */
export const raw = 'raw';

/** Zod, as the schemas of answers get it. */
export type Zod = typeof z;

export interface JsonAnswer<S extends Schema = Schema> {
  schema(z: Zod): S;
}

/** The value of such an answer. */
export type JsonValue<Answer> = Answer extends JsonAnswer<infer S> ? z.output<S> : never;

/**
 * As `answer`: a JSON value. Its schema is its type and its documentation. Zod is an argument of the schema, because endpoints do not
 * check what they answer: the package of a function contains zod only for its input.
 */
export function json<S extends Schema>(schema: (z: Zod) => S): JsonAnswer<S> {
  let made: S | undefined;
  return {
    schema(z) {
      // Once, so that the OpenAPI document knows a schema that several answers share.
      made ??= schema(z);
      return made;
    },
  };
}

/** As `answer`: bytes of a content type, up to 4.5 MB, the limit of a Lambda function's response. */
export const bytes = (contentType: string): BytesAnswer => ({ contentType });

export interface BytesAnswer {
  readonly contentType: string;
}

/** As `answer`: a redirect. `run` returns its target, an absolute URL or a path. */
export const redirect = 'redirect';

export type BodySpec = Schema | typeof raw;
export type AnswerSpec = JsonAnswer | BytesAnswer | typeof redirect;

export interface Input<Params, Query, Body> {
  readonly params: Parsed<Params>;
  readonly query: Parsed<Query>;
  readonly body: Body extends typeof raw ? Uint8Array : Parsed<Body>;
  readonly headers: RequestHeaders;
}

type Value<Answer> = Answer extends typeof redirect
  ? string
  : Answer extends BytesAnswer
    ? Uint8Array
    : Answer extends JsonAnswer
      ? JsonValue<Answer>
      : // biome-ignore lint/suspicious/noConfusingVoidType: it is only used as the type parameter of a promise.
        void;

/** What `run` returns: the value of the answer, or the value with headers where the endpoint declares headers. */
type Returned<Answer, Headers> = Headers extends Schema
  ? { readonly value: Value<Answer>; readonly headers: z.output<Headers> }
  : Value<Answer>;

export interface Spec<In, Params, Query, Body, Answer, Headers> {
  /** Parameters of the path. @default - ignored */
  readonly params?: Params;
  /** Parameters of the query. @default - ignored */
  readonly query?: Query;
  /** Schema of the JSON body, or `raw` for the bytes. @default - ignored */
  readonly body?: Body;
  /** The answer of a success: `json(schema)`, `bytes(contentType)` or `redirect`. @default - nothing, with status 204 */
  readonly answer?: Answer;
  /**
   * Schema of the headers that a success sends besides the standard ones, with names in lowercase. With it, `run` returns
   * `{ value, headers }`. @default - none
   */
  readonly answerHeaders?: Headers;
  /** @default 200; 302 for a redirect; 204 without an answer */
  readonly status?: 200 | 201 | 202 | 204 | 301 | 302 | 303 | 307 | 308;
  /** Problems that the endpoint answers besides those of every endpoint. @default - none */
  readonly problems?: readonly ProblemKind[];
  run(input: In, services: Services): Promise<Returned<Answer, Headers>>;
}

// part: signed
/** A request whose sender is checked before any of it is parsed. */
export interface SignedMessage {
  readonly headers: RequestHeaders;
  readonly body: Uint8Array;
}

/** Checks the sender of a message. @throws RequestProblem when it is not signed with the secret of the row */
export type Verify = (message: SignedMessage, row: SignedRow, services: Pick<Services, 'clock' | 'secrets'>) => Promise<void>; // part: signed

type AnySpec = Spec<never, Schema, Schema, BodySpec, AnswerSpec, Schema>;

/** An endpoint as the app sees it: its input, its answer and its function. */
export interface Endpoint extends Omit<AnySpec, 'run'> {
  readonly access: EndpointRow['access'];
  /** Only of signed endpoints. */
  readonly verify?: Verify; // part: signed
  run(
    input: {
      readonly owner: Owner;
      readonly params: unknown;
      readonly query: unknown;
      readonly body: unknown;
      readonly headers: RequestHeaders;
    },
    services: Services,
  ): Promise<unknown>;
}

/** Creates an endpoint. The types of its input and its answer derive from the schemas. `Caller` adds what is known of the caller. */
export type CreateEndpoint<Caller = unknown> = <
  Answer extends AnswerSpec | undefined = undefined,
  Params = undefined,
  Query = undefined,
  Body extends BodySpec | undefined = undefined,
  Headers = undefined,
>(
  spec: Spec<Input<Params, Query, Body> & Caller, Params, Query, Body, Answer, Headers>,
) => Endpoint;

/** An endpoint for the owner of a verified token. */
export const endpoint: CreateEndpoint<{ readonly owner: Owner }> = (spec) => ({ access: 'owner', ...spec }) as unknown as Endpoint;

/** An endpoint for anyone. */
export const publicEndpoint: CreateEndpoint = (spec) => ({ access: 'public', ...spec }) as unknown as Endpoint;
