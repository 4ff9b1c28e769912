import { UserError } from '../../cli/user-error';
import { type EndpointName, endpoints } from '../../lambda/api/endpoints';
import { isCron, isTimeZone } from '../../lambda/events/schedule-syntax';
import { type NamesOf, requireKnownNames, requireOneOf } from './requirements';

/** Provisioned concurrency: instances that wait for requests without a cold start. */
export interface WarmRange {
  /** At least 1: autoscaling to 0 fails (aws/aws-cdk#29992). */
  readonly min: number;
  readonly max: number;
}

export interface WarmEndpoint extends WarmRange {
  /** Utilization of the instances that autoscaling aims at, 0.1 to 0.9. @default 0.7 */
  readonly targetUtilization?: number;
  /** Other ranges from given times on, such as office hours. @default - the same range at all times */
  readonly schedule?: readonly WarmPeriod[];
}

/** A range that applies from a time until the next one. */
export interface WarmPeriod extends WarmRange {
  /** Start time, in the six fields of an AWS cron expression: `0 8 ? * MON-FRI *` is eight o'clock on weekdays. */
  readonly cron: string;
  /** Time zone of `cron`, such as `Europe/Zurich`. @default UTC */
  readonly timeZone?: string;
}

export type WarmSettings = Readonly<Partial<Record<EndpointName, WarmEndpoint>>>;

const endpointNames = endpoints.map(({ name }) => name);

/** Parses the value of `-c warm=`: `get-image:2-10,list-images:1-2`. @throws UserError for any other format */
export function parseWarm(text: string): WarmSettings {
  const parsed = new Map<string, WarmEndpoint>();
  for (const part of text.split(',')) {
    const [, name, min, max] = /^\s*([\w-]+):(\d+)-(\d+)\s*$/.exec(part) ?? [];
    if (!name) {
      throw new UserError(
        `Invalid value "${part}" in warm. Use <endpoint>:<min>-<max>, comma-separated for several: warm=get-image:2-10.`,
      );
    }
    if (parsed.has(name)) throw new UserError(`warm contains ${name} twice. Remove one of them.`);
    parsed.set(name, { min: Number(min), max: Number(max) });
  }
  return Object.fromEntries(parsed);
}

/** Concurrency that AWS keeps unreserved in every account and region. It cannot be provisioned. */
const unreservedMinimum = 100;

/**
 * Returns a warning about a problem that synthesis cannot detect and the deployment may meet: AWS keeps part of the account's
 * limit unreserved, which is all of a new account's limit. `undefined` when the limit is high enough.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export function warmNotice(warm: WarmSettings, accountConcurrency: number): string | undefined {
  const total = peak(warm);
  if (total === 0 || total <= accountConcurrency - unreservedMinimum) return undefined;
  return (
    `warm adds up to ${total} instances, and accountConcurrency is ${accountConcurrency}. AWS keeps ${unreservedMinimum} of an account's ` +
    `limit unreserved, so that it provisions none unless the limit is at least ${total + unreservedMinimum}. ${raiseTheLimit}`
  );
}

/** Returns the maximum number of instances of a setting at any time. */
function peak(warm: WarmSettings): number {
  return Object.values(warm).reduce(
    (sum, { max, schedule = [] }) => sum + Math.max(max, ...schedule.map((period) => period.max)),
    0,
  );
}

/** @throws UserError for settings that AWS would reject at deployment, or later when autoscaling acts */
export function checkWarm(warm: WarmSettings, accountConcurrency: number): void {
  for (const [name, endpoint] of Object.entries(warm)) {
    requireOneOf('warm', name, endpointNames);
    checkEndpoint(`warm.${name}`, endpoint, accountConcurrency);
  }
  const total = peak(warm);
  if (total <= accountConcurrency) return;
  throw new UserError(
    `warm adds up to ${total} instances over all endpoints, which exceeds accountConcurrency (${accountConcurrency}). ${raiseTheLimit}`,
  );
}

const raiseTheLimit =
  "Lower max, or raise the account's limit (AWS console: Service Quotas, Lambda, Concurrent executions) and then the " +
  'setting accountConcurrency.';

function checkEndpoint(setting: string, endpoint: WarmEndpoint, accountConcurrency: number): void {
  requireKnownNames(setting, endpoint, endpointSettings);
  const { targetUtilization = 0.7, schedule = [] } = endpoint;
  checkRange(setting, endpoint, accountConcurrency);
  if (!(targetUtilization >= 0.1 && targetUtilization <= 0.9)) {
    throw new UserError(`Invalid value ${targetUtilization} for ${setting}.targetUtilization. Use a number from 0.1 to 0.9.`);
  }
  schedule.forEach((period, index) => {
    requireKnownNames(`${setting}.schedule[${index}]`, period, periodSettings);
    checkRange(`${setting}.schedule[${index}]`, period, accountConcurrency);
    checkTime(`${setting}.schedule[${index}]`, period);
  });
}

const rangeSettings: NamesOf<WarmRange> = { min: true, max: true };
const endpointSettings: NamesOf<WarmEndpoint> = { ...rangeSettings, targetUtilization: true, schedule: true };
const periodSettings: NamesOf<WarmPeriod> = { ...rangeSettings, cron: true, timeZone: true };

function checkRange(setting: string, { min, max }: WarmRange, accountConcurrency: number): void {
  if (!Number.isInteger(min) || min < 1) {
    throw new UserError(
      `Invalid value ${min} for ${setting}.min. Use an integer from 1, or remove the endpoint to keep no instances.`,
    );
  }
  if (!Number.isInteger(max) || max < min) {
    throw new UserError(`${setting}.min (${min}) exceeds ${setting}.max (${max}). Set max to an integer from ${min}.`);
  }
  if (max > accountConcurrency) {
    throw new UserError(`${setting}.max (${max}) exceeds accountConcurrency (${accountConcurrency}). ${raiseTheLimit}`);
  }
}

function checkTime(setting: string, { cron, timeZone = 'UTC' }: WarmPeriod): void {
  if (!isCron(cron)) {
    throw new UserError(
      `Invalid value "${cron}" for ${setting}.cron. Use six fields, with "?" for one of the two days: minute hour day-of-month month day-of-week year, ` +
        'such as "0 8 ? * MON-FRI *".',
    );
  }
  if (!isTimeZone(timeZone)) {
    throw new UserError(
      `Invalid value "${timeZone}" for ${setting}.timeZone. Use a name of the time zone database, such as Europe/Zurich.`,
    );
  }
}
