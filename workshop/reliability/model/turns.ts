/** Lets workers continue one step at a time, in an order that the caller chooses. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  /** Calls in progress of a service that is not in memory. */
  private calls: Promise<unknown>[] = [];

  /** Waits for a turn. */
  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  get count(): number {
    return this.waiting.length;
  }

  /** Gives a turn to one of the waiting workers. @param choice 0 to 1 */
  async give(choice: number): Promise<void> {
    const [go] = this.waiting.splice(Math.floor(choice * this.waiting.length), 1);
    go?.();
    // It runs until it needs another turn.
    await new Promise(setImmediate);
    while (this.calls.length > 0) {
      await Promise.allSettled(this.calls.splice(0));
      await new Promise(setImmediate);
    }
  }

  /** For a service that is not in memory: the turn lasts until the call has ended. */
  during<Result>(call: Promise<Result>): Promise<Result> {
    this.calls.push(call);
    return call;
  }
}

/** An invocation of a function. */
export interface Worker {
  /** Set when its process is killed: it never continues. */
  killed?: boolean;
  /** The probability, 0 to 1, that one of its calls fails. Half of the failed calls still take effect. */
  readonly faulty: number;
}

/** A service whose every call waits for a turn, and which may fail. */
export function stepwise<Service extends object>(service: Service, worker: Worker, turns: Turns, random: () => number): Service {
  return new Proxy(service, {
    get(target, member) {
      const method: unknown = Reflect.get(target, member);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await turns.next();
        if (worker.killed) return new Promise(() => undefined);
        const fails = random() < worker.faulty;
        if (fails && random() < 0.5) throw new Error('The service did not respond.');
        const result: unknown = await method.apply(target, args);
        if (fails) throw new Error('The service did its work, but its response was lost.');
        return result;
      };
    },
  });
}
