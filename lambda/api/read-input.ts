import type { Context } from 'hono';
import type { Owner } from '../core/image';
import { checkOwner } from '../core/keys';
import { type RequestHeaders, raw } from './endpoint';
import { parse } from './invalid-request';
import { problem, RequestProblem } from './problem';
import type { Route } from './route';

/**
 * Everything that an endpoint takes of a request, checked by its schemas; the signature of a signed request is checked first.
 * @throws RequestProblem  @throws OwnerUnusable
 */
export async function readInput(context: Context, { row, endpoint, services }: Route, owner: Owner | undefined) {
  const { access, params, query, body, verify } = endpoint;
  const { raw: request } = context.req;
  const headers: RequestHeaders = Object.fromEntries(request.headers);
  const bytes = body || verify ? new Uint8Array(await request.arrayBuffer()) : noBytes;
  if (row.access === 'signed') await verify?.({ headers, body: bytes }, row, services);
  // Before anything is decoded: Hono would leave as it is what is not UTF-8, and it would pass for text.
  const [, path = '', search = ''] = /^[^?]*?:\/\/[^/?]*([^?]*)\??(.*)/s.exec(context.req.url) ?? [];
  return {
    owner: access === 'owner' ? verified(owner) : '',
    headers,
    params: params && parse(params, 'path', checkEncoding('path', path) && context.req.param()),
    query: query && parse(query, 'query', checkEncoding('query', search) && context.req.query()),
    body: body === raw ? bytes : body && parse(body, 'body', readJson(bytes)),
  };
}

const noBytes = new Uint8Array();

function verified(owner: Owner | undefined): Owner {
  if (!owner) throw new RequestProblem(problem('unauthorized', 'Send a token: Authorization: Bearer TOKEN.'));
  return checkOwner(owner);
}

function checkEncoding(part: 'path' | 'query', text: string): true {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    const detail = `The ${part} has a "%" that begins no character in UTF-8. Percent-encode its bytes in UTF-8: é is %C3%A9, and % is %25.`;
    throw new RequestProblem(problem('invalid-encoding', detail));
  }
}

/*
 * Of a text type, such as application/json, API Gateway hands a body on as a string: it has decoded it by then, and in place of
 * what is not UTF-8 there is U+FFFD, which may as well have been sent. Every other body comes as base64, as curl's does where no
 * type is given, and here in the bytes that were sent. A mark of the byte order at the beginning is left out (RFC 8259, section 8.1,
 * allows that): editors write it.
 */
function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RequestProblem(problem('invalid-json', 'The body must be a JSON object, such as {"contentType": "image/jpeg"}.'));
    }
    const detail =
      'The body must be JSON in UTF-8, and has bytes that are not UTF-8. Save or send it as UTF-8: é is the bytes C3 A9.';
    throw new RequestProblem(problem('invalid-encoding', detail));
  }
}
