import { setTimeout as delay } from 'node:timers/promises';
import type { Condition } from './http-server';

/** How long an answer about the dependencies is kept, so that probes cost few requests. */
const keptMs = 5000;

/** A dependency that takes longer counts as unreachable. Load balancers wait 5 s for a probe by default. */
const longestMs = 3000;

/** Whether the process may get work: it has started, it does not stop, and its dependencies can be reached. */
export class Readiness implements Condition {
  private state: 'starting' | 'started' | 'stopping' = 'starting';
  private asked?: { readonly at: number; readonly unreachable: Promise<readonly string[]> };

  /**
   * @param dependencies reach each dependency, by the name that the answer shows
   * @param isLive whether the process works
   */
  constructor(
    private readonly dependencies: Readonly<Record<string, () => Promise<unknown> | undefined>>,
    readonly isLive: () => boolean,
  ) {}

  stop(): void {
    this.state = 'stopping';
  }

  async hindrances(): Promise<readonly string[]> {
    if (this.state === 'stopping') return ['stopping'];
    const now = performance.now();
    if (!this.asked || now - this.asked.at > keptMs) this.asked = { at: now, unreachable: this.unreachable() };
    const unreachable = await this.asked.unreachable;
    if (unreachable.length > 0) {
      // The next probe must not wait for the end of the start.
      if (this.state === 'starting') this.asked = undefined;
      return this.state === 'starting' ? ['starting', ...unreachable] : unreachable;
    }
    if (this.state === 'starting') this.state = 'started';
    return [];
  }

  private async unreachable(): Promise<readonly string[]> {
    const late = delay(longestMs, false, { ref: false });
    const reached = await Promise.all(
      Object.entries(this.dependencies).map(async ([name, reach]) => {
        const answered = Promise.resolve(reach()).then(
          () => true,
          () => false,
        );
        return { name, ok: await Promise.race([answered, late]) };
      }),
    );
    return reached.filter(({ ok }) => !ok).map(({ name }) => name);
  }
}
