import type { DemoOptions } from './options';

/** Where the demo's API stands, who asks there, and how to leave it as it was found. */
export interface Target {
  readonly url: string;
  readonly token: string;
  /** Reaches the API, its upload forms and its renditions. @default fetch */
  readonly fetch?: typeof fetch;
  /** Where the page stands that shows the images. @default - there is none, or it is not known */
  readonly pageUrl?: string;
  /** What people should know of the target afterwards. @default - nothing */
  readonly remark?: string;
  close(): Promise<void>;
}

/** A deployed stack, the API at a URL, or the local run. Each is loaded only where it is asked for. @throws UserError */
export async function openTarget({ stack, url, token }: Pick<DemoOptions, 'stack' | 'url' | 'token'>): Promise<Target> {
  if (stack !== undefined) {
    const { openStage } = await import('./stage');
    return openStage(stack, token);
  }
  if (url !== undefined && token !== undefined) return { url, token, close: async () => undefined };
  const { openLocalRun } = await import('./local-run');
  const target = await openLocalRun();
  return token === undefined ? target : { ...target, token };
}
