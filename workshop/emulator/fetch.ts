import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * A `fetch` for clients of a stage on an emulator. It sends every request to the emulator, with the original host name in the header
 * `Host`, for which forms and URLs are signed.
 */
export function fetchFrom(endpoint: string): typeof fetch {
  const { hostname, port } = new URL(endpoint);
  return async (input, init) => {
    const asked = new Request(input, init);
    const { host, pathname, search } = new URL(asked.url);
    const body = Buffer.from(await asked.arrayBuffer());
    const headers = { ...Object.fromEntries(asked.headers), host, 'content-length': body.length };
    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, method: asked.method, path: pathname + search, headers }, async (answer) => {
        const { statusCode: status = 502 } = answer;
        const content = await buffer(answer);
        // A Response with these statuses must have no body, not even an empty one.
        resolve(
          new Response([204, 304].includes(status) ? null : content, { status, headers: answer.headers as Record<string, string> }),
        );
      });
      request.on('error', reject).end(body);
    });
  };
}
