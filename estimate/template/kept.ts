import { type Cron, cronOf } from './cron';
import type { Resource, Template } from './template';

/** How many instances are kept ready: as few as `min`, and as many as `max` when the load needs them. */
export interface KeptRange {
  readonly min: number;
  readonly max: number;
  /** Share of the time in which the range applies, 0 to 1. */
  readonly share: number;
}

/** Provisioned concurrency of a function. */
export interface Kept {
  readonly ranges: readonly KeptRange[];
  /** Share of the kept instances that is in use when more are added. */
  readonly targetUtilization: number;
}

/** The provisioned concurrency of aliases, which is fixed or moved by Application Auto Scaling, by the ids of their functions. */
export function keptIn(template: Template): ReadonlyMap<string, Kept> {
  const found = new Map<string, Kept>();
  for (const { properties } of template.of('AWS::Lambda::Alias')) {
    const count = Number(properties.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? 0);
    const id = template.functionBehind(properties.FunctionName)?.id;
    if (id && count > 0) found.set(id, { ranges: [{ min: count, max: count, share: 1 }], targetUtilization: 1 });
  }
  for (const target of template.of('AWS::ApplicationAutoScaling::ScalableTarget')) {
    if (target.properties.ScalableDimension !== 'lambda:function:ProvisionedConcurrency') continue;
    const id = template.functionBehind(target.properties.ResourceId)?.id;
    if (id) found.set(id, { ranges: rangesOf(target), targetUtilization: targetUtilizationOf(template, target) });
  }
  return found;
}

/** Mean number of instances that are kept. `concurrency` is the mean number of calls at once. */
export function meanKept({ ranges, targetUtilization }: Kept, concurrency: number): number {
  const needed = concurrency / targetUtilization;
  return ranges.reduce((sum, { min, max, share }) => sum + share * Math.max(min, Math.min(max, needed)), 0);
}

/** Share of the calls that find a kept instance, 0 to 1, when they are spread evenly. */
export function shareOfKept({ ranges }: Kept, concurrency: number): number {
  if (concurrency === 0) return 1;
  return ranges.reduce((sum, { max, share }) => sum + share * Math.min(1, max / concurrency), 0);
}

function targetUtilizationOf(template: Template, target: Resource): number {
  const policy = template
    .of('AWS::ApplicationAutoScaling::ScalingPolicy')
    .find(({ properties }) => template.referencesIn(properties.ScalingTargetId).includes(target));
  return Number(policy?.properties.TargetTrackingScalingPolicyConfiguration?.TargetValue ?? 1);
}

/** A year of whole weeks, from a Monday on. */
const days = 364;
const firstDay = Date.UTC(2026, 0, 5);
const minutesOfDay = 24 * 60;

interface Change {
  readonly minute: number;
  readonly min?: number;
  readonly max?: number;
}

/** The ranges of a target: its own, or those between its scheduled actions. The last action of a year applies until the first one. */
function rangesOf({ properties }: Resource): KeptRange[] {
  const min = Number(properties.MinCapacity ?? 0);
  const own = { min, max: Number(properties.MaxCapacity ?? min) };
  const actions: Resource['properties'][] = properties.ScheduledActions ?? [];
  const changes = actions.flatMap(changesOf).toSorted((one, other) => one.minute - other.minute);
  const shares = new Map<string, KeptRange>();
  let range = changes.reduce((last, { min = last.min, max = last.max }) => ({ min, max }), own);
  let from = 0;
  const until = (minute: number) => {
    const key = `${range.min}-${range.max}`;
    const share = (shares.get(key)?.share ?? 0) + (minute - from) / (days * minutesOfDay);
    if (share > 0) shares.set(key, { ...range, share });
    from = minute;
  };
  for (const { minute, min = range.min, max = range.max } of changes) {
    until(minute);
    range = { min, max };
  }
  until(days * minutesOfDay);
  return [...shares.values()];
}

/** When an action changes the range, in minutes of the year. An action that happens once, or at a rate, changes it at the beginning. */
function changesOf({ Schedule, Timezone, ScalableTargetAction }: Resource['properties']): Change[] {
  const { MinCapacity, MaxCapacity } = ScalableTargetAction ?? {};
  const range = { min: numberOr(MinCapacity), max: numberOr(MaxCapacity) };
  const expression = String(Schedule);
  const cron = cronOf(expression);
  if (!cron) return /^rate/.test(expression) ? [{ minute: 0, ...range }] : [];
  return Array.from({ length: days }, (_, day) => day)
    .filter((day) => isOn(cron, day))
    .flatMap((day) => {
      const offset = offsetOf(String(Timezone ?? 'UTC'), day);
      return cron.hours.flatMap((hour) =>
        cron.minutes.map((minute) => ({
          minute: modulo(day * minutesOfDay + hour * 60 + minute - offset, days * minutesOfDay),
          ...range,
        })),
      );
    });
}

const numberOr = (value: unknown) => (value === undefined ? undefined : Number(value));

const modulo = (value: number, size: number) => ((value % size) + size) % size;

function isOn({ days: ofMonth, months, weekdays }: Cron, day: number): boolean {
  const date = new Date(firstDay + day * 86_400_000);
  return ofMonth.includes(date.getUTCDate()) && months.includes(date.getUTCMonth() + 1) && weekdays.includes(date.getUTCDay() + 1);
}

/** Minutes by which a zone is ahead of UTC at noon of a day. */
function offsetOf(timeZone: string, day: number): number {
  if (timeZone === 'UTC') return 0;
  const noon = new Date(firstDay + day * 86_400_000 + 12 * 3_600_000);
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(formatOf(timeZone).format(noon)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
}
