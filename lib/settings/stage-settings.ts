import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ImageSettings } from '../../lambda/core/settings';
import type { CanarySettings } from './canary';
import type { WarmSettings } from './warm';
import type { WebSettings } from './web';
import type { WebhookSettings } from './webhook';

/** What differs between stages. `stages.ts` holds them, `checkedSettings` refuses what would fail later. */
export interface StageSettings {
  /** Whether data outlives the stack: retention, deletion protection, termination protection. Otherwise `cdk destroy` deletes it. */
  readonly keepState: boolean;
  /** How long logs are kept, in days; CloudWatch allows only the values of `RetentionDays`. */
  readonly logRetention: RetentionDays;
  /** Limit of the API, beyond which API Gateway answers 429. Routes without a token have limits of their own, no higher than this. */
  readonly throttling: {
    /** Sustained rate, in requests per second. */
    readonly requestsPerSecond: number;
    /** Requests at one moment, on top of the rate. */
    readonly burst: number;
  };
  /**
   * Uploads resized at one time, 2 to 1000. @default 3 where `accountConcurrency` is below 20, such as a new account's 10, else 5:
   * uploads by the hundred must leave room for the requests of the API.
   */
  readonly resizerConcurrency?: number;
  /** From one look for lost uploads and forgotten files to the next, in minutes, 1 to 1440. @default 15 */
  readonly sweepEveryMinutes?: number;
  /** Origins of other pages that may use the API and the buckets, such as `https://app.example.com`. @default - none */
  readonly allowedOrigins?: readonly string[];
  /** The page, by CloudFront; `false` leaves it out. @default {}, on CloudFront's own domain */
  readonly web?: WebSettings | false; // part: web
  /**
   * Whether users must sign in with a second factor, an authenticator app on their phone. Nothing offers it to those who need
   * not have it: Cognito's managed login asks for it only where it is required. @default off
   */
  readonly mfa?: Mfa;
  /** How images are accepted and written. @default - `defaultImageSettings`, for what is left out */
  readonly image?: Partial<ImageSettings>;
  /** Endpoints kept warm by provisioned concurrency, which costs money while it waits. @default - none */
  readonly warm?: WarmSettings; // part: warm
  /** Where the events of images are sent, too. @default - nowhere */
  readonly webhook?: WebhookSettings; // part: webhook
  /** Whether Lambda traces calls in X-Ray, which costs 5 USD for each million traces that are kept. @default false */
  readonly tracing?: boolean;
  /**
   * Alarms, sent to one SNS topic; `docs/runbook.md` explains each. An account has ten metrics free; each further metric that an
   * alarm watches costs 0.10 USD a month (`docs/decisions/0012-plain-alarms.md` has the sum). @default false
   */
  readonly alarms?: boolean; // part: monitoring
  /** A dashboard of what runs. An account has three free, each other costs 3 USD a month. @default false */
  readonly dashboard?: boolean; // part: monitoring
  /** Where alarms and the budget are told; whoever reads it must confirm once. @default - the topic has no subscriber */
  readonly alarmEmail?: string; // part: monitoring
  /** What the whole account may cost in a month, in USD, before `alarmEmail` is told. @default - no budget */
  readonly monthlyBudgetUsd?: number; // part: monitoring
  /** New versions of endpoints get a share of the calls first. @default - all calls at once */
  readonly canary?: CanarySettings; // part: canary
  /** The account's Lambda concurrency limit in this region, which synth cannot know. @default 10, a new account's */
  readonly accountConcurrency?: number;
}

export const mfaSettings = ['off', 'required'] as const;

export type Mfa = (typeof mfaSettings)[number];
