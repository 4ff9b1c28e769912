import type { DemoOptions } from './options';

/** The API of the demo, its caller, and how to clean up. */
export interface Target {
  readonly url: string;
  readonly token: string;
  /** Used for the API, its upload forms and its renditions. @default fetch */
  readonly fetch?: typeof fetch;
  /** URL of the page that shows the images. @default - none */
  readonly pageUrl?: string;
  /** A note for the user at the end. @default - none */
  readonly remark?: string;
  close(): Promise<void>;
}

/** A deployed stack, the API at a URL, or the local run. Each is loaded on demand. @throws UserError */
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
