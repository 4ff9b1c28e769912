import { type BytesAnswer, type Endpoint, redirect } from './endpoint';
import type { Problem } from './problem';
import type { ApiAnswer } from './request';

type Headers = Readonly<Record<string, string>>;

/** Lambda limits a response to 6 MB, and encodes bytes in base64. */
const mostBytes = 4_500_000;

/** Creates the answer of a success. @param returned the value that the endpoint's `run` returned */
export function toAnswer({ answer, answerHeaders, status }: Endpoint, returned: unknown): ApiAnswer {
  const { value, headers } = answerHeaders ? (returned as { value: unknown; headers: Headers }) : { value: returned, headers: {} };
  if (answer === undefined) return respond(status ?? 204, undefined, headers);
  if (answer === redirect) return respond(status ?? 302, undefined, { location: value as string, ...headers });
  if (isBytes(answer))
    return respond(status ?? 200, checkLength(value as Uint8Array<ArrayBuffer>), typed(answer.contentType, headers));
  return respond(status ?? 200, JSON.stringify(value), typed('application/json', headers));
}

export function toProblemAnswer(problem: Problem): ApiAnswer {
  const { status, retryAfterSeconds } = problem;
  const wait: Headers = retryAfterSeconds ? { 'retry-after': `${retryAfterSeconds}` } : {};
  return respond(status, JSON.stringify(problem), typed('application/problem+json', wait));
}

const isBytes = (answer: object): answer is BytesAnswer => 'contentType' in answer;

const typed = (contentType: string, headers: Headers): Headers => ({ 'content-type': contentType, ...headers });

function checkLength(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length <= mostBytes) return bytes;
  throw new Error(
    `The answer has ${bytes.length} bytes. Lambda allows ${mostBytes}. Write it to a bucket and answer a signed URL.`,
  );
}

/**
 * Answers contain signed URLs and data of one owner, so no cache may store them. They also contain data that clients sent, and come
 * from the origin of a page, so no browser may guess their type.
 */
const guarded: Headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

function respond(status: number, body: ApiAnswer['body'], headers: Headers): ApiAnswer {
  return { status, headers: { ...guarded, ...headers }, body };
}
