import { Unreachable } from './state/faults';

/** Timeout of an API request, in milliseconds. Responses of the API are small. */
const patienceMs = 30_000;

/** `fetch` for the API, with a timeout. Throws Unreachable without a response, and reports a rejected token. */
export function pageFetch(onUnauthorized: () => void): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(patienceMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const answer = await fetch(input, { ...init, signal }).catch((error: Error) => {
      throw error instanceof TypeError ? new Unreachable('No response.', { cause: error }) : error;
    });
    if (answer.status === 401) onUnauthorized();
    return answer;
  };
}
