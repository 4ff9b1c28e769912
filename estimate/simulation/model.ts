import type { Shape } from '../traffic/shape';

/** A function, as the simulation sees it. */
export interface SimulatedFunction {
  readonly name: string;
  /** Mean duration of a warm call. */
  readonly ms: number;
  /** What a cold start adds to it. */
  readonly coldMs: number;
  /** Instances of provisioned concurrency. */
  readonly warm: number;
  /** Reserved concurrency. @default - it shares the account's */
  readonly reserved?: number;
}

/** A route of an API. */
export interface Route {
  readonly name: string;
  /** Index of its function. */
  readonly fn: number;
  /** Mean requests in a second over a day. */
  readonly perSecond: number;
  /** Its share of the requests that arrive at once. */
  readonly shareOfSpike: number;
  /** @default - API Gateway's quota of the account alone */
  readonly throttle?: { readonly rate: number; readonly burst: number };
  /** Index of the worker that receives a message some time after each call that is answered. @default - none */
  readonly feeds?: number;
}

/** A function that a queue calls. */
export interface Worker {
  readonly name: string;
  readonly fn: number;
  /** Mean messages in a second over a day, beside those of routes. */
  readonly perSecond: number;
  readonly batchSize: number;
  /** Calls at the same time at most. @default - 1,250, which Lambda reaches step by step */
  readonly maxConcurrency?: number;
}

/** What is simulated. */
export interface Model {
  readonly functions: readonly SimulatedFunction[];
  readonly routes: readonly Route[];
  readonly workers: readonly Worker[];
  readonly shape: Shape;
  /** Lambda's concurrency limit of the account. */
  readonly accountConcurrency: number;
  /** Standard deviation of a duration, divided by its mean. */
  readonly spread: number;
  /** How long Lambda keeps an idle instance, in seconds. */
  readonly keepSeconds: number;
  /** What API Gateway adds to a request. */
  readonly gatewayMs: number;
  /** Mean time between the answer to a request and the message that it leads to, in seconds. */
  readonly uploadSeconds: number;
}
