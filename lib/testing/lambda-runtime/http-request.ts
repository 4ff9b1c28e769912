import type { EndpointRow } from '../../../lambda/api/endpoints';
import { httpEvent } from './events';

/** The result of a function behind an HTTP API, payload version 2.0. */
interface Result {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Content types that an HTTP API passes on as text. It passes on all other bodies in base64. */
const textTypes = /^(text\/|application\/(json|javascript|xml)\b)/;

/** The event that API Gateway creates from a request. @param sub subject of the verified token @default - no token */
export async function eventOf(row: EndpointRow, request: Request, sub?: string) {
  const { pathname, search } = new URL(request.url);
  const bytes = Buffer.from(await request.arrayBuffer());
  const isBase64Encoded = !textTypes.test(request.headers.get('content-type') ?? '');
  const event = httpEvent(row, { sub });
  return {
    ...event,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...event.headers, ...Object.fromEntries(request.headers) },
    ...(bytes.length > 0 && { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded }),
  };
}

/** The response that API Gateway creates from a function's result. */
export function responseOf({ statusCode, headers, body = '', isBase64Encoded = false }: Result): Response {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bytes.length > 0 ? bytes : null, { status: statusCode, headers });
}
