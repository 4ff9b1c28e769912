import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { UserError } from '../../cli/user-error';
import { outputFormats } from '../../lambda/core/formats';
import { defaultImageSettings, type ImageSettings } from '../../lambda/core/settings';
import { triggerNamed } from '../../lambda/events/triggers';
import { type CanarySettings, checkCanary } from './canary';
import { checkMonitoring } from './monitoring';
import { type NamesOf, requireKnownNames, requireOneOf, requireWholeNumber } from './requirements';
import { checkWarm, type WarmSettings } from './warm';
import { checkWeb, type WebSettings } from './web';
import { checkWebhook, type WebhookSettings } from './webhook';

/** Settings of a stage. `stages.ts` contains them, and `checkedSettings` rejects values that would fail later. */
export interface StageSettings {
  /**
   * Whether to retain data when the stack is deleted: retention policies, deletion protection, termination protection.
   * Otherwise `cdk destroy` deletes it.
   */
  readonly keepState: boolean;
  /** Retention of logs, in days. CloudWatch supports only the values of `RetentionDays`. */
  readonly logRetention: RetentionDays;
  /**
   * Rate limit of the API, above which API Gateway responds with 429. Routes without a token have lower or equal limits of
   * their own.
   */
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
  /** Interval of the sweep, which recovers stuck uploads and deletes orphaned files, in minutes, 1 to 1440. @default 15 */
  readonly sweepEveryMinutes?: number;
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
  readonly warm?: WarmSettings;
  /** An HTTPS endpoint that receives the events of images. @default - none */
  readonly webhook?: WebhookSettings; // part: webhook
  /** Whether Lambda sends traces to X-Ray, which costs 5 USD for each million recorded traces. @default false */
  readonly tracing?: boolean;
  /**
   * Alarms that publish to one SNS topic; `docs/runbook.md` explains each. Ten metrics per account are free; each further
   * metric of an alarm costs 0.10 USD a month (`docs/decisions/0012-plain-alarms.md` has the sum). @default false
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

/** Validated settings, with all defaults. */
export type Settings = Required<Omit<StageSettings, OptionalSetting>> &
  Pick<StageSettings, OptionalSetting> & { readonly image: ImageSettings };

/** Settings that are off by default. */
type OptionalSetting = Exclude<
  keyof StageSettings,
  keyof typeof defaults | 'keepState' | 'logRetention' | 'throttling' | 'resizerConcurrency' | 'image'
>;

const defaults = {
  sweepEveryMinutes: triggerNamed('sweep-uploads').on.schedule.everyMinutes.default,
  allowedOrigins: [],
  web: {} as WebSettings | false, // part: web
  mfa: 'off' as Mfa,
  warm: {},
  tracing: false,
  alarms: false, // part: monitoring
  dashboard: false, // part: monitoring
  accountConcurrency: 10,
};

/** Hundreds of uploads must leave room for the requests of the API. */
function resizerConcurrency(accountConcurrency: number): number {
  return accountConcurrency < 20 ? 3 : triggerNamed('resize-image').on.maxConcurrency.default;
}

/** Adds the defaults. @throws UserError for the first setting that AWS or the application would reject */
export function checkedSettings(given: StageSettings): Settings {
  requireKnownNames('the stage', given, settingNames);
  requireKnownNames('throttling', given.throttling, throttlingNames);
  requireKnownNames('image', given.image ?? {}, Object.fromEntries(Object.keys(defaultImageSettings).map((name) => [name, true])));
  const settings: Settings = {
    ...withDefaults(
      { ...defaults, resizerConcurrency: resizerConcurrency(given.accountConcurrency ?? defaults.accountConcurrency) },
      given,
    ),
    image: withDefaults(defaultImageSettings, given.image),
  };
  for (const name of ['keepState', 'tracing'] as const) requireOneOf(name, settings[name], [true, false]);
  requireOneOf('logRetention', settings.logRetention, retentionDays);
  requireWholeNumber('throttling.requestsPerSecond', settings.throttling.requestsPerSecond, 1, 10_000);
  requireWholeNumber('throttling.burst', settings.throttling.burst, 1, 5_000);
  requireOneOf('mfa', settings.mfa, mfaSettings);
  requireWholeNumber('resizerConcurrency', settings.resizerConcurrency, 2, 1_000);
  requireWholeNumber('sweepEveryMinutes', settings.sweepEveryMinutes, 1, 24 * 60);
  requireWholeNumber('accountConcurrency', settings.accountConcurrency, 1, 1_000_000);
  settings.allowedOrigins.forEach(checkOrigin);
  if (settings.web) checkWeb(settings.web); // part: web
  checkImageSettings(settings.image);
  if (settings.webhook) checkWebhook(settings.webhook); // part: webhook
  checkWarm(settings.warm, settings.accountConcurrency);
  checkMonitoring(settings); // part: monitoring
  checkCanary(settings); // part: canary
  return settings;
}

const settingNames: NamesOf<StageSettings> = {
  keepState: true,
  logRetention: true,
  throttling: true,
  resizerConcurrency: true,
  sweepEveryMinutes: true,
  allowedOrigins: true,
  web: true, // part: web
  mfa: true,
  image: true,
  warm: true,
  webhook: true, // part: webhook
  tracing: true,
  alarms: true, // part: monitoring
  dashboard: true, // part: monitoring
  alarmEmail: true, // part: monitoring
  monthlyBudgetUsd: true, // part: monitoring
  canary: true, // part: canary
  accountConcurrency: true,
};

const throttlingNames: NamesOf<StageSettings['throttling']> = { requestsPerSecond: true, burst: true };

/** Overrides defaults with the given values; `undefined` counts as missing. */
function withDefaults<D extends object, G extends object>(defaults: D, given?: G): D & G {
  const defined = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(defined) } as D & G;
}

const retentionDays = Object.values(RetentionDays).filter((days) => typeof days === 'number');

function checkImageSettings(image: ImageSettings): void {
  const { maxBytes, maxPixels, maxUploadsPerDay, maxStoredImages, format, quality, effort } = image;
  requireWholeNumber('image.maxBytes', maxBytes, 1, 100 * 1024 * 1024);
  // The resizer's memory is measured up to here. A higher limit requires more memory, in functions.ts.
  requireWholeNumber('image.maxPixels', maxPixels, 1, 50_000_000);
  requireWholeNumber('image.maxUploadsPerDay', maxUploadsPerDay, 1, 1_000_000);
  // The quota counter is corrected with a query that reads all records.
  requireWholeNumber('image.maxStoredImages', maxStoredImages, 1, 100_000);
  requireOneOf('image.format', format, outputFormats);
  requireWholeNumber('image.quality', quality, 1, 100);
  requireWholeNumber('image.effort', effort, 0, format === 'webp' ? 6 : 9);
}

function checkOrigin(origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const local = url?.protocol === 'http:' && url.hostname === 'localhost';
  if (url?.origin === origin && (url.protocol === 'https:' || local)) return;
  throw new UserError(
    `Invalid origin "${origin}" in allowedOrigins. Use only scheme, host and port, ` +
      'as the browser sends them: https://app.example.com, or http://localhost:5173 for a local page.',
  );
}
