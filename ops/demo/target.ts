import type { DemoOptions } from './options';

/** Where the demo's API stands, and how to leave it as it was found. */
export interface Target {
  readonly url: string;
  readonly token?: string;
  close(): Promise<void>;
}

/** A deployed stack, the API at a URL, or the local run. Each is loaded only where it is asked for. @throws StartError */
export async function openTarget({ stack, url, token }: Pick<DemoOptions, 'stack' | 'url' | 'token'>): Promise<Target> {
  if (url !== undefined) return { url, token, close: async () => undefined };
  if (stack === undefined) {
    const { openLocalRun } = await import('./local-run');
    return { ...(await openLocalRun()), token };
  }
  const { openStage } = await import('./stage');
  return openStage(stack, token);
}
