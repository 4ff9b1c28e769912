import { createApp } from '../lambda/api/app';
import { rejectDirect } from '../lambda/api/behind-page'; // part: web
import type { Route } from '../lambda/api/route';
import { verifiedOwner } from '../lambda/api/verified-owner';
import type { Log } from '../lambda/services';
import { createGateway, type GatewayBindings, type GatewayProps } from '../local/api-gateway/gateway';

export interface ApiProps {
  readonly routes: readonly Route[];
  /** Returns the claims of a valid access token; `undefined` for any other token. */
  readonly tokens: GatewayProps['issuer'];
  /** Receives the errors that are not of an endpoint, such as those of the issuer. */
  readonly log: Pick<Log, 'error'>;
  /** Whether a header is the secret that CloudFront adds to every request. @default - direct requests are accepted too */
  readonly isOriginSecret?: (header: string) => boolean; // part: web
}

/** The endpoints behind what API Gateway does in front of the functions: it matches routes, verifies tokens and limits bodies. */
export function createApi(props: ApiProps): { fetch(request: Request): Response | Promise<Response> } {
  const { routes, tokens, log } = props;
  const app = createApp<GatewayBindings>(routes, ({ claims }) => verifiedOwner(claims));
  const api: GatewayProps['api'] = {
    fetch(request, bindings) {
      const rejected = props.isOriginSecret && rejectionOf(request, props.isOriginSecret); // part: web
      if (rejected) return rejected; // part: web
      return app.fetch(request, bindings);
    },
  };
  const gateway = createGateway({ rows: routes.map(({ row }) => row), issuer: tokens, api });
  gateway.onError((error) => {
    log.error('A request failed.', error);
    return Response.json({ message: 'Internal Server Error' }, { status: 500 });
  });
  return gateway;
}

// part: web
function rejectionOf(request: Request, isSecret: (header: string) => boolean): Response | undefined {
  const asked = { path: '', query: '', headers: Object.fromEntries(request.headers), bytes: async () => new Uint8Array() };
  const rejected = rejectDirect(asked, isSecret);
  return rejected && new Response(rejected.body ?? null, rejected);
}
