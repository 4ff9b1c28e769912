import { originSecretHeader } from '../contract';
import { problem } from './problem';
import type { ApiAnswer, ApiRequest } from './request';
import { toProblemAnswer } from './to-answer';

/**
 * The answer to a request that did not come through the page's origin, where a firewall inspects requests; `undefined` for one that did.
 * @param isSecret whether a header is the secret that CloudFront adds to every request
 */
export function rejectDirect({ headers }: ApiRequest, isSecret: (header: string) => boolean): ApiAnswer | undefined {
  if (isSecret(headers[originSecretHeader] ?? '')) return undefined;
  return toProblemAnswer(
    problem('not-behind-page', 'Use the URL of the page, followed by /api: https://photos.example.com/api/images.'),
  );
}
