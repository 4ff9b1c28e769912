import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';

/** USD that something saves in a month. */
export interface Saving {
  /** With the free tier of an account that has nothing else. */
  readonly usd: number;
  readonly usdWithoutFree: number;
}

/** A change that makes the bill lower. */
export interface Advice extends Saving {
  /** What to do. */
  readonly text: string;
  /** What it takes away, or what to know before. */
  readonly drawback: string;
}

/** What an adviser knows. */
export interface Case {
  readonly template: Template;
  readonly traffic: Traffic;
  readonly list: PriceList<PriceName>;
  /** What another template saves at the same traffic. */
  readonly savingOf: (changed: Template) => Saving;
}

/** Looks for changes. It may return some that save nothing. */
export type Adviser = (given: Case) => readonly Advice[];
