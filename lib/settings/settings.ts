import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { UserError } from '../../cli/user-error';
import { outputFormats } from '../../lambda/core/formats';
import { defaultImageSettings, type ImageSettings } from '../../lambda/core/settings';
import { triggerNamed } from '../../lambda/events/triggers';
import { checkCanary } from './canary';
import { checkMonitoring } from './monitoring';
import { type NamesOf, requireKnownNames, requireOneOf, requireWholeNumber } from './requirements';
import { checkResizer } from './resizer';
import { type Mfa, mfaSettings, type StageSettings } from './stage-settings';
import { checkWarm } from './warm';
import { checkWeb, type WebSettings } from './web';
import { checkWebhook } from './webhook';

/** Validated settings, with all defaults. */
export type Settings = Required<Omit<StageSettings, OptionalSetting>> &
  Pick<StageSettings, OptionalSetting> & { readonly image: ImageSettings };

/** Settings that are off by default. */
type OptionalSetting = Exclude<
  keyof StageSettings,
  keyof typeof defaults | 'keepState' | 'logRetention' | 'throttling' | 'resizerConcurrency' | 'image'
>;

const defaults = {
  sweepEveryMinutes: triggerNamed('sweep-uploads').on.schedule.everyMinutes.default, // part: sweep
  allowedOrigins: [],
  web: {} as WebSettings | false, // part: web
  mfa: 'off' as Mfa,
  warm: {}, // part: warm
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
  if (settings.resizer) checkResizer(settings.resizer); // part: containers
  requireWholeNumber('sweepEveryMinutes', settings.sweepEveryMinutes, 1, 24 * 60); // part: sweep
  requireWholeNumber('accountConcurrency', settings.accountConcurrency, 1, 1_000_000);
  settings.allowedOrigins.forEach(checkOrigin);
  if (settings.web) checkWeb(settings.web); // part: web
  checkImageSettings(settings.image);
  if (settings.webhook) checkWebhook(settings.webhook); // part: webhook
  checkWarm(settings.warm, settings.accountConcurrency); // part: warm
  checkMonitoring(settings); // part: monitoring
  if (settings.canary) checkCanary(settings.canary, settings); // part: canary
  return settings;
}

/**
 * Describes how many calls of an endpoint run at a time: what the throttle lets through, times the duration, but at most the account's
 * limit. A synthesis knows no durations; 50 ms is more than a warm call of most endpoints takes.
 */
export function concurrencyNotice({ throttling, accountConcurrency }: Settings): string {
  const { requestsPerSecond, burst } = throttling;
  const sustained = Math.min(accountConcurrency, Math.ceil((requestsPerSecond * 50) / 1000));
  const limit =
    burst > accountConcurrency
      ? `Of ${burst} at once, Lambda runs ${accountConcurrency} (accountConcurrency) and API Gateway answers the others with 503.`
      : `Lambda runs up to ${accountConcurrency} (accountConcurrency).`;
  return (
    `Each route accepts ${requestsPerSecond} requests per second and ${burst} at once; the others get 429. With calls of 50 ms, that ` +
    `is ${sustained} at a time. ${limit} To change it: throttling, or -c throttling=RATE:BURST.`
  );
}

const settingNames: NamesOf<StageSettings> = {
  keepState: true,
  logRetention: true,
  throttling: true,
  resizerConcurrency: true,
  resizer: true, // part: containers
  sweepEveryMinutes: true, // part: sweep
  allowedOrigins: true,
  web: true, // part: web
  mfa: true,
  image: true,
  warm: true, // part: warm
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
  const { maxBytes, maxPixels, format, quality, effort } = image;
  requireWholeNumber('image.maxBytes', maxBytes, 1, 100 * 1024 * 1024);
  // The resizer's memory is measured up to here. A higher limit requires more memory, in functions.ts.
  requireWholeNumber('image.maxPixels', maxPixels, 1, 50_000_000);
  requireWholeNumber('image.maxUploadsPerDay', image.maxUploadsPerDay, 1, 1_000_000); // part: quotas
  // The quota counter is corrected with a query that reads all records.
  requireWholeNumber('image.maxStoredImages', image.maxStoredImages, 1, 100_000); // part: quotas
  requireOneOf('image.format', format, outputFormats);
  requireWholeNumber('image.quality', quality, 1, 100);
  if (effort !== 'auto') requireWholeNumber('image.effort', effort, 0, format === 'webp' ? 6 : 9);
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
