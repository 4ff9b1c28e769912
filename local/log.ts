import { UserError } from '../cli/user-error';
import type { Log, LogFields } from '../lambda/services';

/** Minimum level: everything, or everything except `debug` lines. */
export const logLevels = ['info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The log of the local run. */
export interface LocalLog extends Log {
  /** Details for developers who follow each step. */
  debug(message: string, facts: LogFields): void;
}

/** Writes one line per entry to stderr, beginning with the time in UTC. Commands use stdout. */
export function createConsoleLog(level: LogLevel): LocalLog {
  const write = (...entry: unknown[]) => console.error(new Date().toISOString(), ...entry);
  const writeFacts = (message: string, facts: LogFields) => write(message, JSON.stringify(facts));
  return {
    debug: level === 'debug' ? writeFacts : () => undefined,
    info: writeFacts,
    warn: writeFacts,
    // An error that the user can fix is one line too; all others are written in full.
    error: (message, error, facts) =>
      write(
        message,
        ...(facts ? [JSON.stringify(facts)] : []),
        error instanceof UserError || isDiskFull(error) ? error.message : error,
      ),
  };
}

export const consoleLog = createConsoleLog('info');

/** A log that writes `info` lines only at the level `debug`, or when `wanted` accepts them. */
export function quiet(log: LocalLog, wanted: (facts: LogFields) => boolean = () => false): Log {
  return {
    info: (message, facts) => (wanted(facts) ? log.info(message, facts) : log.debug(message, facts)),
    warn: (message, facts) => log.warn(message, facts),
    error: (message, error, facts) => log.error(message, error, facts),
  };
}

/** Whether an error, or one of its causes, is that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDiskFull);
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '') || isDiskFull(error.cause);
}
