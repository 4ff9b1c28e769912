import type { StartedImage } from '../../client/image';
import type { DemoTarget } from '../demo/demo-target';
import { type Answer, answererOf } from './answers';

/** What each request asks for. */
export interface Request {
  readonly path: string;
  readonly init: RequestInit;
}

export const listImages: Request = { path: '/images?limit=20', init: {} };

export const createImage = (contentType: string): Request => ({
  path: '/images',
  init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ contentType, name: 'spike' }) },
});

/** An answer, and the upload that it has started. */
export interface Sent extends Answer {
  readonly started?: StartedImage;
}

type Target = Pick<DemoTarget, 'url' | 'token' | 'fetch'>;

/** Sends requests at the same moment, without retries, and waits for all answers. */
export function sendAtOnce(target: Target, request: Request, count: number): Promise<Sent[]> {
  const startedAt = performance.now();
  return Promise.all(Array.from({ length: count }, () => send(target, request, startedAt)));
}

async function send({ url, token, fetch: ask = fetch }: Target, { path, init }: Request, startedAt: number): Promise<Sent> {
  const elapsed = () => performance.now() - startedAt;
  try {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
    const answer = await ask(url + path, { ...init, headers });
    const body = await answer.text();
    const started = answer.status === 201 ? { started: JSON.parse(body) as StartedImage } : {};
    return { status: answer.status, by: answererOf(answer.status, body), ms: elapsed(), ...started };
  } catch {
    return { status: 0, by: 'no one', ms: elapsed() };
  }
}
