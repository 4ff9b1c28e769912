import { app } from '@azure/functions';
import { createPlatformApi } from '../api';
import { readSettings } from '../environment';

const application = createPlatformApi({ settings: readSettings(process.env) });

app.http('api', {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  // The application itself verifies tokens. The host would ask for a key of Azure.
  authLevel: 'anonymous',
  // Every path: host.json removes the prefix `api`.
  route: '{*path}',
  async handler(request) {
    const { url, method } = request;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const headers = Object.fromEntries(request.headers.entries());
    const body = hasBody ? await request.arrayBuffer() : undefined;
    const answer = await application.fetch(new Request(url, { method, headers, body }));
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.arrayBuffer() };
  },
});
