import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { ownerHash, withoutOwners } from './owner-hash';

interface LogFields {
  readonly owner?: string;
  readonly [fact: string]: unknown;
}

/**
 * The log of a deployed function: one JSON object a line, with the request's id, whether the function was cold, and a hash in
 * place of the owner, wherever one stands.
 */
export class FunctionLog {
  private readonly logger: Logger;

  constructor(serviceName: string) {
    this.logger = new Logger({
      serviceName,
      jsonReplacerFn: (_key, value) => (typeof value === 'string' ? withoutOwners(value) : value),
    });
  }

  /** Lines belong to this call of the function from now on. @param correlationId of the request, as API Gateway logs it */
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
