import { type LimitName, published } from './limits';
import type { SimulatedFunction } from './model';
import { TokenBucket } from './token-bucket';

/** The concurrency of an account, which functions without reserved concurrency share. */
export class Account {
  private readonly calls: TokenBucket;
  /** Concurrency that nothing has reserved or provisioned. */
  private free: number;

  constructor(concurrency: number, functions: readonly SimulatedFunction[]) {
    this.free = concurrency - functions.reduce((sum, { reserved, warm }) => sum + (reserved ?? warm), 0);
    const perSecond = concurrency * published.callsPerConcurrency.value;
    this.calls = new TokenBucket(perSecond, perSecond);
  }

  takeCall(now: number): boolean {
    return this.calls.take(now);
  }

  takeInstance(): boolean {
    if (this.free <= 0) return false;
    this.free -= 1;
    return true;
  }

  releaseInstance(): void {
    this.free += 1;
  }
}

export type Start = 'warm' | 'cold' | 'provisioned';

/** The instances of a function. An instance handles one call at a time. */
export class Instances {
  private readonly newInstances = new TokenBucket(
    published.newInstances.value / published.newInstances.seconds,
    published.newInstances.value,
  );
  private busyProvisioned = 0;
  private busyOnDemand = 0;
  /** When each idle instance was used last, in ascending order. Those before `oldest` are gone. */
  private readonly idle: number[] = [];
  private oldest = 0;
  private changedAt = 0;
  private busySeconds = 0;
  /** The most calls at a time. */
  peak = 0;

  constructor(
    private readonly fn: SimulatedFunction,
    private readonly account: Account,
    private readonly keepSeconds: number,
  ) {}

  /** Begins a call at a time in seconds. Returns how it starts, or which limit prevents it. */
  begin(now: number): Start | LimitName {
    if (!this.account.takeCall(now)) return 'calls-per-second';
    if (this.busyProvisioned < this.fn.warm) {
      this.busyProvisioned += this.count(now, 1);
      return 'provisioned';
    }
    const { reserved } = this.fn;
    if (reserved !== undefined && this.busy >= reserved) return 'reserved-concurrency';
    if (reserved === undefined && !this.account.takeInstance()) return 'account-concurrency';
    const start = this.reuse(now) ? 'warm' : this.newInstances.take(now) ? 'cold' : 'scaling-rate';
    if (start === 'scaling-rate') {
      if (reserved === undefined) this.account.releaseInstance();
    } else this.busyOnDemand += this.count(now, 1);
    return start;
  }

  end(now: number, start: Start): void {
    this.count(now, -1);
    if (start === 'provisioned') this.busyProvisioned -= 1;
    else {
      this.busyOnDemand -= 1;
      if (this.fn.reserved === undefined) this.account.releaseInstance();
      this.idle.push(now);
    }
  }

  get busy(): number {
    return this.busyProvisioned + this.busyOnDemand;
  }

  /** Mean number of calls at a time, from a time on until another. */
  meanConcurrency(from: number, to: number): number {
    return (this.busySeconds + this.busy * (to - this.changedAt)) / (to - from);
  }

  /** Takes the instance that was used last, unless Lambda has removed all of them. */
  private reuse(now: number): boolean {
    const { idle } = this;
    while (this.oldest < idle.length && (idle[this.oldest] as number) < now - this.keepSeconds) this.oldest += 1;
    if (this.oldest === idle.length) {
      idle.length = 0;
      this.oldest = 0;
      return false;
    }
    idle.pop();
    return true;
  }

  private count(now: number, change: 1 | -1): 1 | -1 {
    this.busySeconds += this.busy * (now - this.changedAt);
    this.changedAt = now;
    this.peak = Math.max(this.peak, this.busy + change);
    return change;
  }
}
