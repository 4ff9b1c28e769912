import { ownerHash, withoutOwners } from '../lambda/adapters/aws/owner-hash';
import type { Log, LogFields } from '../lambda/services';

/** One JSON object per line of the console, which every platform collects. Owners are hashes, as in Lambda. */
export class ConsoleLog implements Log {
  info(message: string, fields: LogFields): void {
    this.write('INFO', message, fields);
  }

  warn(message: string, fields: LogFields): void {
    this.write('WARNING', message, fields);
  }

  error(message: string, { name, message: reason, stack, cause }: Error, fields: LogFields = {}): void {
    this.write('ERROR', message, { ...fields, error: { name, message: reason, stack, cause: cause && `${cause}` } });
  }

  /** @param severity the name and the values that Google Cloud reads from a line */
  private write(severity: 'INFO' | 'WARNING' | 'ERROR', message: string, { owner, ...fields }: LogFields): void {
    const line = { severity, message, ...(owner !== undefined && { ownerHash: ownerHash(owner) }), ...fields };
    console.log(JSON.stringify(line, (_key, value) => (typeof value === 'string' ? withoutOwners(value) : value)));
  }
}
