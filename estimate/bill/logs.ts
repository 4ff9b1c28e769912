import { assume } from '../assumptions';
import type { Resource, Template } from '../template/template';
import type { Use } from './feature';
import { gigabyte, month } from './month';

/** Bytes that are written to a log group in a month, and what is stored of them at the end of its retention. */
export function addLogs(bytes: number, group: Resource | undefined, use: Use): void {
  const months = (group?.properties.RetentionInDays ?? assume('endlessLogDays')) / month.days;
  use('log-ingestion', bytes / gigabyte, 'watching');
  use('log-storage', (bytes * months * assume('logCompression')) / gigabyte, 'watching');
}

/** The log group of a function. */
export function logGroupOf(template: Template, functionId: string): Resource | undefined {
  const [group] = template.referencesIn(template.get(functionId)?.properties.LoggingConfig?.LogGroup);
  return group;
}
