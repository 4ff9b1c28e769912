import type { Owner } from '../core/image';
import { checkOwner } from '../core/keys';
import { raw, type SignedMessage } from './endpoint';
import { parse } from './invalid-request';
import { problem, RequestProblem } from './problem';
import type { ApiRequest } from './request';
import type { Route } from './route';

/**
 * Reads the input of an endpoint from a request, and validates it by the endpoint's schemas.
 * @throws RequestProblem  @throws OwnerUnusable
 */
export async function readInput({ path, query: search, headers, bytes: readBody }: ApiRequest, route: Route, owner?: Owner) {
  const { access, params, query, body } = route.endpoint;
  const needsBytes = [
    route.endpoint.verify, // part: signed
    body,
  ].some(Boolean);
  const bytes = needsBytes ? await readBody() : noBytes;
  await checkSender(route, { headers, body: bytes }); // part: signed
  return {
    owner: access === 'owner' ? verified(owner) : '',
    headers,
    params: params && parse(params, 'path', checkEncoding('path', path) && paramsIn(route.row.path, path)),
    query: query && parse(query, 'query', checkEncoding('query', search) && queryIn(search)),
    body: body === raw ? bytes : body && parse(body, 'body', readJson(bytes)),
  };
}

const noBytes = new Uint8Array();

/** The parameters of a path. @param pattern the row's path, with `{name}` for each parameter */
function paramsIn(pattern: string, path: string): Record<string, string> {
  const segments = path.split('/');
  const named = pattern.split('/').map((part, index) => [/^\{(\w+)\}$/.exec(part)?.[1], segments[index] ?? ''] as const);
  return Object.fromEntries(named.flatMap(([name, segment]) => (name ? [[name, decodeURIComponent(segment)]] : [])));
}

/** The parameters of a query. Of repeated ones, the first counts. */
const queryIn = (search: string) => Object.fromEntries([...new URLSearchParams(search)].reverse());

// part: signed
/** Checks the signature of a signed request, before any of it is parsed. */
async function checkSender({ row, endpoint, services }: Route, message: SignedMessage): Promise<void> {
  if (row.access === 'signed') await endpoint.verify?.(message, row, services);
}

function verified(owner: Owner | undefined): Owner {
  if (!owner) throw new RequestProblem(problem('unauthorized', 'Send a token: Authorization: Bearer TOKEN.'));
  return checkOwner(owner);
}

function checkEncoding(part: 'path' | 'query', text: string): true {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    const detail = `The ${part} has a "%" that does not begin a UTF-8 character. Percent-encode its bytes in UTF-8: é is %C3%A9, and % is %25.`;
    throw new RequestProblem(problem('invalid-encoding', detail));
  }
}

/*
 * API Gateway passes a body of a textual type, such as application/json, as a string. It has replaced bytes that are not UTF-8 by
 * U+FFFD, which a client may also have sent. It passes every other body in base64, for example that of curl without a type. Here it
 * has the original bytes. The decoder removes a byte order mark, which editors write (RFC 8259, section 8.1, allows that).
 */
function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RequestProblem(problem('invalid-json', 'The body must be a JSON object, such as {"contentType": "image/jpeg"}.'));
    }
    const detail =
      'The body must be JSON in UTF-8, but it has bytes that are not UTF-8. Save or send it as UTF-8: é is the bytes C3 A9.';
    throw new RequestProblem(problem('invalid-encoding', detail));
  }
}
