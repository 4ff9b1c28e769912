import type { LogFields } from '../../lambda/services';
import type { LocalLog } from '../../local/log';

/** A log that keeps its lines for the test. */
export class TestLog implements LocalLog {
  readonly entries: { level: 'debug' | 'info' | 'warn' | 'error'; message: string; detail: unknown; facts?: LogFields }[] = [];

  debug(message: string, detail: unknown): void {
    this.entries.push({ level: 'debug', message, detail });
  }

  info(message: string, detail: unknown): void {
    this.entries.push({ level: 'info', message, detail });
  }

  warn(message: string, detail: unknown): void {
    this.entries.push({ level: 'warn', message, detail });
  }

  error(message: string, detail: unknown, facts?: LogFields): void {
    this.entries.push({ level: 'error', message, detail, ...(facts && { facts }) });
  }
}
