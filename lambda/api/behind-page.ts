import { Hono } from 'hono';
import { originSecretHeader } from '../contract';
import { problem } from './problem';

/**
 * Wraps an application so that it only answers requests through the page's origin, where a firewall has inspected them.
 * @param isSecret whether a header is the secret that CloudFront adds to every request
 */
export function behindPage<Bindings extends object>(
  app: Hono<{ Bindings: Bindings }>,
  isSecret: (header: string) => boolean,
): Hono<{ Bindings: Bindings }> {
  const guarded = new Hono<{ Bindings: Bindings }>();
  guarded.use(async (context, next) => {
    if (isSecret(context.req.header(originSecretHeader) ?? '')) return next();
    const answer = problem('not-behind-page', 'Use the URL of the page, followed by /api: https://photos.example.com/api/images.');
    return new Response(JSON.stringify(answer), {
      status: answer.status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
  });
  guarded.route('/', app);
  return guarded;
}
