import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ScheduledEvent } from 'aws-lambda';
import { Cron } from 'croner';
import type { Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import type { Invoke } from '../functions';

export interface TimerProps {
  /** Name of the function. */
  readonly name: string;
  readonly invoke: Invoke;
  /** `everyMs` counts from the end of one run to the start of the next; the first run starts at once. */
  readonly schedule: { readonly everyMs: number } | { readonly cron: string; readonly timeZone?: string };
  /** How often a failed run is retried. */
  readonly retries: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error'>;
  /** Delay before a failed run is retried, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/** Checks the clock at least once a minute, so that after the computer has slept, a run is at most a minute late. */
const longestWaitMs = 60_000;

/**
 * Replaces EventBridge Scheduler in the local run: invokes the function at the times of its schedule, one run after the other,
 * until the signal aborts. Resolves when the last run has ended.
 */
export async function runTimer({ schedule, clock, ...run }: TimerProps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ('cron' in schedule) {
      const at = nextRun(schedule, clock.now());
      // An expression can have no further run, such as that of a past year.
      if (!at) return;
      await until(at, clock, signal);
      if (signal.aborted) return;
    }
    await runOnce(run, clock.now(), signal);
    if ('everyMs' in schedule) await pause(schedule.everyMs, signal);
  }
}

/**
 * Returns the next run of an AWS schedule; `undefined` when it has no further run.
 * @param cron six fields, as `lambda/events/trigger-row.ts` explains them
 */
export function nextRun({ cron, timeZone = 'UTC' }: { cron: string; timeZone?: string }, after: Date): Date | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek = '?', year] = cron.split(' ');
  const pattern = ['0', minute, hour, dayOfMonth, month, weekday(dayOfWeek), year].join(' ');
  // `0/15` means "from 0 on, every 15", as AWS reads it.
  return new Cron(pattern, { timezone: timeZone, paused: true, sloppyRanges: true }).nextRun(after) ?? undefined;
}

/** AWS numbers the days of the week from 1 for Sunday, croner from 0. Steps and the week after `#` are not days. */
function weekday(field: string): string {
  const parts = field.split(',').map((part) => {
    const [days = '', ...step] = part.split('/');
    const [range = '', ...week] = days.split('#');
    const shifted = range === 'L' ? '6' : range.replaceAll(/\d/g, (day) => String(Number(day) - 1));
    return [[shifted, ...week].join('#'), ...step].join('/');
  });
  return parts.join(',');
}

async function until(at: Date, clock: Pick<Clock, 'now'>, signal: AbortSignal): Promise<void> {
  for (let left = 1; left > 0 && !signal.aborted; ) {
    left = at.getTime() - clock.now().getTime();
    if (left > 0) await pause(Math.min(left, longestWaitMs), signal);
  }
}

type RunProps = Omit<TimerProps, 'schedule' | 'clock'>;

async function runOnce({ name, invoke, retries, log, retryMs = 500 }: RunProps, at: Date, signal: AbortSignal): Promise<void> {
  const event = scheduledEvent(name, at);
  for (let attempt = 0; attempt <= retries && !signal.aborted; attempt += 1) {
    try {
      await invoke(event);
      return;
    } catch (error) {
      const next = attempt < retries ? 'is retried' : 'was not retried; the schedule continues';
      log.error(`A run of ${name} failed and ${next}.`, error as Error);
      if (attempt < retries) await pause(retryMs * 2 ** attempt, signal);
    }
  }
}

const pause = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function scheduledEvent(name: string, at: Date): ScheduledEvent<string> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: 'local',
    resources: [`arn:aws:scheduler:local:000000000000:schedule/default/${name}`],
    // A schedule without an input sends this string.
    detail: '{}',
  };
}
