import { type Context, Hono } from 'hono';
import type { Owner } from '../core/image';
import type { EndpointRow } from './endpoints';
import { readInput } from './read-input';
import { byPrecedence, checkRoute, type Route } from './route';
import { toProblem } from './to-problem';
import { toProblemResponse, toResponse } from './to-response';

/** Returns the `sub` of the token that the host verified for this request; `undefined` without a token. */
type VerifiedOwner<Bindings extends object> = (host: Bindings) => Owner | undefined;

/**
 * Creates one HTTP application of the endpoints, with the web standards `Request` and `Response`. The host (Lambda, a Node server,
 * a test) verifies tokens, as API Gateway does, and passes their owner.
 */
export function createApp<Bindings extends object>(
  routes: readonly Route[],
  ownerOf: VerifiedOwner<Bindings>,
): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  for (const route of routes.toSorted((one, other) => byPrecedence(one.row, other.row))) {
    const { row, services } = route;
    checkRoute(route);
    app.on(routedMethod(row.method), toHonoPath(row.path), async (context, next) => {
      if (context.req.method !== row.method) return next();
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

/** The subject of a request, as far as it is known yet. */
interface About {
  readonly owner?: Owner;
  imageId?: string;
}

async function answerTo(context: Context, route: Route, about: About): Promise<Response> {
  const { row, endpoint, services } = route;
  try {
    const input = await readInput(context, route, about.owner);
    about.imageId = idOf(input.params);
    const returned = await endpoint.run(input, services);
    about.imageId ??= idOf(returned);
    return toResponse(endpoint, returned);
  } catch (error) {
    const fault = error instanceof Error ? error : new Error('The endpoint threw a value that is not an Error.', { cause: error });
    const answer = toProblem(fault);
    if (answer.status >= 500) services.log.error(`${row.name} failed`, fault, { ...about });
    return toProblemResponse(answer);
  }
}

/** Every path and every response about one image names its id `id`. Both are validated before this call. */
const idOf = (checked: unknown) => (checked as { readonly id?: string } | undefined)?.id;

const toHonoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Hono answers HEAD requests with the routes of GET. */
const routedMethod = (method: EndpointRow['method']) => (method === 'HEAD' ? 'GET' : method);
