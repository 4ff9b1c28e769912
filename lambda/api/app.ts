import { type Context, Hono } from 'hono';
import type { Owner } from '../core/image';
import type { Services } from '../services';
import type { Endpoint } from './endpoint';
import type { EndpointRow } from './endpoints';
import type { Problem } from './problem';
import { readInput } from './read-input';
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

/**
 * Answers hold signed URLs and what belongs to one owner: no cache may keep them. What clients have sent stands in them, too, and
 * they are served from the page's origin: no browser may take them for anything but what they are.
 */
const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const noContent = () => new Response(null, { status: 204, headers: guarded });

function respondProblem(answer: Problem): Response {
  const { retryAfterSeconds } = answer;
  return respond(answer.status, 'application/problem+json', answer, retryAfterSeconds && { 'retry-after': `${retryAfterSeconds}` });
}

function respond(status: number, contentType: string, body: unknown, headers?: object | 0): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': contentType, ...guarded, ...headers } });
}
