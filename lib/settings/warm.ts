import { UserError } from '../../cli/user-error';
import { type EndpointName, endpoints } from '../../lambda/api/endpoints';
import { isCron, isTimeZone } from '../../lambda/events/schedule-syntax';
import { type NamesOf, requireKnownNames, requireOneOf } from './requirements';

/** Instances that wait for requests, so that none of them meets a cold start. */
export interface WarmRange {
  /** At least 1: autoscaling to 0 fails (aws/aws-cdk#29992). */
  readonly min: number;
  readonly max: number;
}

export interface WarmEndpoint extends WarmRange {
  /** Share of the waiting instances in use that autoscaling aims at, 0.1 to 0.9. @default 0.7 */
  readonly targetUtilization?: number;
  /** Other ranges from given times on, such as office hours. @default - the same range at all times */
  readonly schedule?: readonly WarmPeriod[];
}

/** The range that holds from a point of time until the next one. */
export interface WarmPeriod extends WarmRange {
  /** When it begins, as the six fields of AWS: `0 8 ? * MON-FRI *` is eight o'clock on weekdays. */
  readonly cron: string;
  /** Time zone of `cron`, such as `Europe/Zurich`. @default UTC */
  readonly timeZone?: string;
}

export type WarmSettings = Readonly<Partial<Record<EndpointName, WarmEndpoint>>>;

const endpointNames = endpoints.map(({ name }) => name);

/** Reads `get-image:2-10,list-images:1-2`, as `-c warm=` takes it. @throws UserError when it is written otherwise */
export function parseWarm(text: string): WarmSettings {
  const parsed = new Map<string, WarmEndpoint>();
  for (const part of text.split(',')) {
    const [, name, min, max] = /^\s*([\w-]+):(\d+)-(\d+)\s*$/.exec(part) ?? [];
    if (!name) {
      throw new UserError(`warm holds "${part}". Write <endpoint>:<min>-<max>, comma-separated for several: warm=get-image:2-10.`);
    }
    if (parsed.has(name)) throw new UserError(`warm names ${name} twice. Leave one of them out.`);
    parsed.set(name, { min: Number(min), max: Number(max) });
  }
  return Object.fromEntries(parsed);
}

/** What AWS keeps free of every account's limit, in a region: nothing of it can be provisioned. */
const unreservedMinimum = 100;

/**
 * What synth cannot know and the deployment may meet: AWS keeps part of the account's limit for functions without any
 * reservation, and of a new account's limit all of it. `undefined` when the limit leaves room.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export function warmNotice(warm: WarmSettings, accountConcurrency: number): string | undefined {
  const total = peak(warm);
  if (total === 0 || total <= accountConcurrency - unreservedMinimum) return undefined;
  return (
    `warm adds up to ${total} instances, and accountConcurrency is ${accountConcurrency}. AWS keeps ${unreservedMinimum} of an account's ` +
    `limit free for all else, so that it provisions none before the limit is ${total + unreservedMinimum} or more. ${limitMend}`
  );
}

/** The most instances that are kept at one time. */
function peak(warm: WarmSettings): number {
  return Object.values(warm).reduce(
    (sum, { max, schedule = [] }) => sum + Math.max(max, ...schedule.map((period) => period.max)),
    0,
  );
}

/** @throws UserError on what AWS would refuse at deployment, or later when autoscaling acts */
export function checkWarm(warm: WarmSettings, accountConcurrency: number): void {
  for (const [name, endpoint] of Object.entries(warm)) {
    requireOneOf('The name of an endpoint in warm', name, endpointNames);
    checkEndpoint(`warm.${name}`, endpoint, accountConcurrency);
  }
  const total = peak(warm);
  if (total <= accountConcurrency) return;
  throw new UserError(
    `warm adds up to ${total} instances over all endpoints, more than accountConcurrency (${accountConcurrency}). ${limitMend}`,
  );
}

const limitMend =
  "Lower max, or raise the account's limit (AWS console: Service Quotas, Lambda, Concurrent executions) and then the " +
  'setting accountConcurrency to it.';

function checkEndpoint(setting: string, endpoint: WarmEndpoint, accountConcurrency: number): void {
  requireKnownNames(setting, endpoint, endpointSettings);
  const { targetUtilization = 0.7, schedule = [] } = endpoint;
  checkRange(setting, endpoint, accountConcurrency);
  if (!(targetUtilization >= 0.1 && targetUtilization <= 0.9)) {
    throw new UserError(`${setting}.targetUtilization is ${targetUtilization}. Set it to a share from 0.1 to 0.9.`);
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
    throw new UserError(`${setting}.min is ${min}. Set it to a whole number from 1, or leave the endpoint out to keep none warm.`);
  }
  if (!Number.isInteger(max) || max < min) {
    throw new UserError(`${setting} has min ${min} above max ${max}. Set max to a whole number from ${min}.`);
  }
  if (max > accountConcurrency) {
    throw new UserError(`${setting}.max is ${max}, more than accountConcurrency (${accountConcurrency}). ${limitMend}`);
  }
}

function checkTime(setting: string, { cron, timeZone = 'UTC' }: WarmPeriod): void {
  if (!isCron(cron)) {
    throw new UserError(
      `${setting}.cron is "${cron}". Write six fields, one of the two days as "?": minute hour day-of-month month day-of-week year, ` +
        'such as "0 8 ? * MON-FRI *".',
    );
  }
  if (!isTimeZone(timeZone)) {
    throw new UserError(`${setting}.timeZone is "${timeZone}". Write a name of the time zone database, such as Europe/Zurich.`);
  }
}
