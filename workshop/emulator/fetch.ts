import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * `fetch` for clients of a stage on an emulator: whatever address of AWS is asked for, the emulator is asked in its place, by the
 * name that was meant. Forms and URLs are signed for that name.
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
        // A Response of these kinds may hold nothing, not even nothing's bytes.
        resolve(
          new Response([204, 304].includes(status) ? null : content, { status, headers: answer.headers as Record<string, string> }),
        );
      });
      request.on('error', reject).end(body);
    });
  };
}
