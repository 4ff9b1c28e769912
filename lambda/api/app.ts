import { type Context, Hono } from 'hono';
import type { Owner } from '../core/image';
import { checkOwner } from '../core/keys';
import type { Services } from '../services';
import type { Endpoint } from './endpoint';
import type { EndpointRow } from './endpoints';
import { parse } from './invalid-request';
import { type Problem, problem, RequestProblem } from './problem';
import { toProblem } from './to-problem';

/** A row of the table, the endpoint that stands behind it, and what it works with. */
export interface Route {
  readonly row: EndpointRow;
  readonly endpoint: Endpoint;
  readonly services: Services;
}

/** The `sub` of the token that the host has verified for this request; `undefined` when there was none. */
type VerifiedOwner<Bindings extends object> = (host: Bindings) => Owner | undefined;

/**
 * The endpoints as one HTTP application on the Web's `Request` and `Response`. The host (Lambda, a Node server, a test)
 * verifies tokens, as API Gateway does, and passes on whose they are.
 */
export function createApp<Bindings extends object>(
  routes: readonly Route[],
  ownerOf: VerifiedOwner<Bindings>,
): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  for (const route of routes) {
    const { row, endpoint, services } = route;
    if (endpoint.access !== row.access)
      throw new Error(`${row.name} is ${endpoint.access} in its file but ${row.access} in its row.`);
    app.on(row.method, toHonoPath(row.path), async (context) => {
      const started = services.clock.ticks();
      const about: About = { owner: ownerOf(context.env) };
      const response = await answerTo(context, route, about);
      const ms = Math.round(services.clock.ticks() - started);
      services.log.info('request answered', { method: row.method, route: row.name, status: response.status, ms, ...about });
      return response;
    });
  }
  return app;
}

/** What a request is about, as far as it is known yet. */
interface About {
  readonly owner?: Owner;
  imageId?: string;
}

async function answerTo(context: Context, { row, endpoint, services }: Route, about: About): Promise<Response> {
  try {
    const input = await readInput(context, endpoint, about.owner);
    about.imageId = idOf(input.params);
    const answer = await endpoint.run(input, services);
    about.imageId ??= idOf(answer);
    return endpoint.answer ? respond(endpoint.status ?? 200, 'application/json', answer) : noContent();
  } catch (error) {
    const fault = error instanceof Error ? error : new Error('Something that is no error was thrown.', { cause: error });
    const answer = toProblem(fault);
    if (answer.status >= 500) services.log.error(`${row.name} failed`, fault, { ...about });
    return respondProblem(answer);
  }
}

/** An image's id is called so in every path, and in every answer about one image. Both have been checked by then. */
const idOf = (checked: unknown) => (checked as { readonly id?: string } | undefined)?.id;

const toHonoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

async function readInput(context: Context, { access, params, query, body }: Endpoint, owner: Owner | undefined) {
  return {
    owner: access === 'owner' ? verified(owner) : '',
    params: params && parse(params, 'path', context.req.param()),
    query: query && parse(query, 'query', context.req.query()),
    body: body && parse(body, 'body', await readJson(context.req.raw)),
  };
}

function verified(owner: Owner | undefined): Owner {
  if (!owner) throw new RequestProblem(problem('unauthorized', 'Send a token: Authorization: Bearer TOKEN.'));
  return checkOwner(owner);
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestProblem(problem('invalid-json', 'The body must be a JSON object, such as {"contentType": "image/jpeg"}.'));
  }
}

// Answers hold signed URLs and what belongs to one owner: no cache may keep them.
const uncached = { 'cache-control': 'no-store' };

const noContent = () => new Response(null, { status: 204, headers: uncached });

function respondProblem(answer: Problem): Response {
  const { retryAfterSeconds } = answer;
  return respond(answer.status, 'application/problem+json', answer, retryAfterSeconds && { 'retry-after': `${retryAfterSeconds}` });
}

function respond(status: number, contentType: string, body: unknown, headers?: object | 0): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': contentType, ...uncached, ...headers } });
}
