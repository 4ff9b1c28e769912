import type { DemoTarget } from './demo-target';
import type { DemoOptions } from './options';

/** A deployed stack, the API at a URL, or the local run. Each is loaded on demand. @throws UserError */
export async function openTarget({ stack, url, token }: Pick<DemoOptions, 'stack' | 'url' | 'token'>): Promise<DemoTarget> {
  if (stack !== undefined) {
    const { openStage } = await import('./stage');
    return openStage(stack, token);
  }
  if (url !== undefined && token !== undefined) return { url, token, close: async () => undefined };
  const { openLocalRun } = await import('./local-run');
  const target = await openLocalRun();
  return token === undefined ? target : { ...target, token };
}
