import type { Owner } from '../core/image';
import { readInput } from './read-input';
import type { ApiAnswer, ApiRequest } from './request';
import type { Route } from './route';
import { toAnswer, toProblemAnswer } from './to-answer';
import { toProblem } from './to-problem';

/** The subject of a request, as far as it is known yet. */
interface About {
  readonly owner?: Owner;
  imageId?: string;
}

/** Answers a request that belongs to a route, and logs it. @param owner the `sub` of the verified token @default - no token */
export async function answerRequest(route: Route, request: ApiRequest, owner?: Owner): Promise<ApiAnswer> {
  const { row, services } = route;
  const started = services.clock.ticks();
  const about: About = { owner };
  const answer = await answerOrProblem(route, request, about);
  const ms = Math.round(services.clock.ticks() - started);
  services.log.info('request answered', { method: row.method, route: row.name, status: answer.status, ms, ...about });
  return answer;
}

async function answerOrProblem(route: Route, request: ApiRequest, about: About): Promise<ApiAnswer> {
  const { row, endpoint, services } = route;
  try {
    const input = await readInput(request, route, about.owner);
    about.imageId = idOf(input.params);
    const returned = await endpoint.run(input, services);
    about.imageId ??= idOf(returned);
    return toAnswer(endpoint, returned);
  } catch (error) {
    const fault = error instanceof Error ? error : new Error('The endpoint threw a value that is not an Error.', { cause: error });
    const problem = toProblem(fault);
    if (problem.status >= 500) services.log.error(`${row.name} failed`, fault, { ...about });
    return toProblemAnswer(problem);
  }
}

/** Every path and every response about one image names its id `id`. Both are validated before this call. */
const idOf = (checked: unknown) => (checked as { readonly id?: string } | undefined)?.id;
