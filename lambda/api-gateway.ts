import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ApiAnswer, ApiRequest } from './api/request';
import { type Claims, verifiedOwner } from './api/verified-owner';
import type { Owner } from './core/image';

/*
 * API Gateway has already matched the route and parsed the request. So a function needs no router and no `Request`, whose class
 * alone takes Node.js 40 ms to load.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */

/** The request in an event of payload version 2.0. */
export function requestIn(event: APIGatewayProxyEventV2): ApiRequest {
  const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded } = event;
  // API Gateway decodes the path. This encodes what cannot be in a URL.
  const { pathname, search } = new URL(`https://host${rawPath}${rawQueryString ? `?${rawQueryString}` : ''}`);
  return {
    path: pathname,
    query: search.slice(1),
    headers: cookies ? { ...headers, cookie: cookies.join('; ') } : headers,
    bytes: async () => Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** The owner in the claims of the token that API Gateway has verified. */
export function ownerIn({ requestContext }: APIGatewayProxyEventV2): Owner | undefined {
  const { authorizer } = requestContext as { authorizer?: { jwt?: { claims?: Claims } } };
  return verifiedOwner(authorizer?.jwt?.claims);
}

export function toLambda({ status, headers, body = '' }: ApiAnswer): APIGatewayProxyStructuredResultV2 & { body: string } {
  const isBase64Encoded = typeof body !== 'string';
  return { statusCode: status, headers, body: isBase64Encoded ? Buffer.from(body).toString('base64') : body, isBase64Encoded };
}
