import { Unreachable } from './state/faults';

/** Answers of the API are small; who has none after so long will have none, in milliseconds. */
const patienceMs = 30_000;

/** `fetch` for the API: it ends in time, says when nobody was reached, and tells of a token that is no longer taken. */
export function pageFetch(onUnauthorized: () => void): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(patienceMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const answer = await fetch(input, { ...init, signal }).catch((error: Error) => {
      throw error instanceof TypeError ? new Unreachable('Nobody answered.', { cause: error }) : error;
    });
    if (answer.status === 401) onUnauthorized();
    return answer;
  };
}
