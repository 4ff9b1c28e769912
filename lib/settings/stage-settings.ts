import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ImageSettings } from '../../lambda/core/settings';
import type { CanarySettings } from './canary';
import type { ResizerSettings } from './resizer';
import type { WarmSettings } from './warm';
import type { WebSettings } from './web';
import type { WebhookSettings } from './webhook';

/** Settings of a stage. `stages.ts` contains them, and `checkedSettings` rejects values that would fail later. */
export interface StageSettings {
  /**
   * Whether to retain data when the stack is deleted: retention policies, deletion protection, termination protection.
   * Otherwise `cdk destroy` deletes it.
   */
  readonly keepState: boolean;
  /** Retention of logs, in days. CloudWatch supports only the values of `RetentionDays`. */
  readonly logRetention: RetentionDays;
  /** Rate limit of each route, above which API Gateway responds with 429. Routes without a token have lower or equal limits. */
  readonly throttling: {
    /** Sustained rate, in requests per second. */
    readonly requestsPerSecond: number;
    /** Burst of concurrent requests, in addition to the rate. */
    readonly burst: number;
  };
  /**
   * Maximum number of uploads that are resized at the same time, 2 to 1000. @default 3 if `accountConcurrency` is below 20, as
   * in a new account, otherwise 5: hundreds of uploads must leave concurrency for API requests
   */
  readonly resizerConcurrency?: number;
  // part: containers
  /** What resizes uploads: the function, or containers on Fargate: `docs/deploy.md`. @default the function */
  readonly resizer?: ResizerSettings;
  /** Interval of the sweep, which recovers stuck uploads and deletes orphaned files, in minutes, 1 to 1440. @default 15 */
  readonly sweepEveryMinutes?: number; // part: sweep
  /** Origins of other pages that may use the API and the buckets, such as `https://app.example.com`. @default - none */
  readonly allowedOrigins?: readonly string[];
  /** The page on CloudFront; `false` deploys without it. @default {}, on CloudFront's own domain */
  readonly web?: WebSettings | false; // part: web
  /**
   * Whether users must sign in with an authenticator app as a second factor. An optional second factor is not supported,
   * because Cognito's managed login does not let users set it up. @default off
   */
  readonly mfa?: Mfa;
  /** How images are accepted and encoded. @default - `defaultImageSettings` for each missing value */
  readonly image?: Partial<ImageSettings>;
  /** Endpoints with provisioned concurrency, which is billed while idle. @default - none */
  readonly warm?: WarmSettings; // part: warm
  /** An HTTPS endpoint that receives the events of images. @default - none */
  readonly webhook?: WebhookSettings; // part: webhook
  /** Whether Lambda sends traces to X-Ray, which costs 5 USD for each million recorded traces. @default false */
  readonly tracing?: boolean;
  /**
   * Alarms that publish to one SNS topic; `docs/runbook.md` explains each. Ten metrics per account are free; each further
   * metric of an alarm costs 0.10 USD a month. @default false
   */
  readonly alarms?: boolean; // part: monitoring
  /** A CloudWatch dashboard. Three per account are free; each further one costs 3 USD a month. @default false */
  readonly dashboard?: boolean; // part: monitoring
  /**
   * E-mail address for alarms and budget warnings. The recipient must confirm the subscription once. @default - the topic has
   * no subscriber
   */
  readonly alarmEmail?: string; // part: monitoring
  /** Monthly budget of the whole account in USD, above which `alarmEmail` is notified. @default - no budget */
  readonly monthlyBudgetUsd?: number; // part: monitoring
  /** Shifts traffic to new versions of endpoints step by step. @default - all traffic at once */
  readonly canary?: CanarySettings; // part: canary
  /**
   * Lambda's concurrency limit of the account in this region, which synthesis cannot read. @default 10, the limit of a new
   * account
   */
  readonly accountConcurrency?: number;
}

export const mfaSettings = ['off', 'required'] as const;

export type Mfa = (typeof mfaSettings)[number];
