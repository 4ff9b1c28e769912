import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { ownerHash, withoutOwners } from './owner-hash';

interface LogFields {
  readonly owner?: string;
  readonly [fact: string]: unknown;
}

/**
 * Log of a deployed function: one JSON object per line, with the request id, whether it was a cold start, and a hash instead
 * of every owner.
 */
export class FunctionLog {
  private readonly logger: Logger;

  constructor(serviceName: string) {
    this.logger = new Logger({
      serviceName,
      jsonReplacerFn: (_key, value) => (typeof value === 'string' ? withoutOwners(value) : value),
    });
  }

  /** Starts a new invocation: the following lines belong to it. @param correlationId API Gateway's request id */
  begin(context: Context, correlationId?: string): void {
    this.logger.addContext(context);
    if (correlationId) this.logger.setCorrelationId(correlationId);
  }

  info(message: string, facts: LogFields): void {
    this.logger.info(message, toldOf(facts));
  }

  warn(message: string, facts: LogFields): void {
    this.logger.warn(message, toldOf(facts));
  }

  error(message: string, error: Error, facts: LogFields = {}): void {
    this.logger.error(message, { ...toldOf(facts), error });
  }
}

function toldOf({ owner, ...facts }: LogFields): Record<string, unknown> {
  return owner === undefined ? facts : { ownerHash: ownerHash(owner), ...facts };
}
