import type * as z from 'zod/mini';
import type { Owner } from '../core/image';
import type { Services } from '../services';
import type { ProblemKind } from './problem';

type Schema = z.ZodMiniType;

type Parsed<S> = S extends Schema ? z.output<S> : undefined;

interface Input<Params, Query, Body> {
  readonly params: Parsed<Params>;
  readonly query: Parsed<Query>;
  readonly body: Parsed<Body>;
}

interface Spec<In, Params, Query, Body, Answer> {
  /** The path's parameters. @default - not looked at */
  readonly params?: Params;
  /** The query's parameters. @default - not looked at */
  readonly query?: Query;
  /** The JSON body. @default - not looked at */
  readonly body?: Body;
  /** What is answered when all went well. @default - nothing, with status 204 */
  readonly answer?: Answer;
  /** @default 200 */
  readonly status?: 200 | 201 | 202 | 204;
  /** Errors of its own, besides those that any endpoint may answer. @default - none */
  readonly problems?: readonly ProblemKind[];
  run(input: In, services: Services): Promise<Answer extends Schema ? z.output<Answer> : void>;
}

/** An endpoint as the app sees it: what it takes, what it answers, what it does. */
export interface Endpoint
  extends Spec<{ owner: Owner; params: unknown; query: unknown; body: unknown }, Schema, Schema, Schema, Schema> {
  readonly access: 'owner' | 'public';
}

/** An endpoint for the owner of a verified token. */
export function endpoint<Answer = undefined, Params = undefined, Query = undefined, Body = undefined>(
  spec: Spec<Input<Params, Query, Body> & { readonly owner: Owner }, Params, Query, Body, Answer>,
): Endpoint {
  return { access: 'owner', ...spec } as Endpoint;
}

/** An endpoint for anyone. */
export function publicEndpoint<Answer extends Schema, Params = undefined, Query = undefined, Body = undefined>(
  spec: Spec<Input<Params, Query, Body>, Params, Query, Body, Answer>,
): Endpoint {
  return { access: 'public', ...spec } as Endpoint;
}
