import { Stack } from 'aws-cdk-lib';
import { QueryDefinition, QueryString, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { endpoints } from '../../../lambda/api/endpoints';
import { type FunctionName, functionNames } from '../../functions';
import type { Service } from '../service/service';

/** A query of CloudWatch Logs Insights. */
interface SavedQuery extends QueryStringProps {
  /** The functions whose logs it reads. */
  readonly of: readonly FunctionName[];
}

/** Lambda's line about a call: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
const report = 'type = "platform.report"';

/** This line does not name its function. The name of its log group, which CloudFormation chooses, contains it without hyphens. */
const functionOfLog = '@log /-Service(?<fn>[a-z0-9]+)Log/';

const metric = 'record.metrics';

/** The queries, by the names that the runbook uses. Durations are in milliseconds. */
const savedQueries: Readonly<Record<string, SavedQuery>> = {
  'slow-endpoints': {
    of: endpoints.map(({ name }) => name),
    parseStatements: [functionOfLog],
    filterStatements: [report],
    statsStatements: [
      `count(*) as calls, pct(${metric}.durationMs, 50) as p50, pct(${metric}.durationMs, 99) as p99, ` +
        `max(${metric}.durationMs) as longest by fn`,
    ],
    sort: 'p99 desc',
  },
  'cold-starts': {
    of: functionNames,
    parseStatements: [functionOfLog],
    filterStatements: [report],
    // Lambda reports the initialization only for a cold start.
    statsStatements: [
      `count(*) as calls, count(${metric}.initDurationMs) as cold, ` +
        `100 * count(${metric}.initDurationMs) / count(*) as percent, ` +
        `pct(${metric}.initDurationMs, 50) as p50, pct(${metric}.initDurationMs, 99) as p99 by fn`,
    ],
    sort: 'cold desc',
  },
  failures: {
    of: functionNames,
    fields: [
      '@timestamp',
      'service',
      // Fields of a line of the function, of Lambda's runtime, and of Lambda's report. An alias must not be the name of a field.
      'coalesce(error.name, errorType, record.errorType, record.status) as reason',
      'coalesce(error.message, errorMessage, message) as details',
      'coalesce(function_request_id, requestId, record.requestId) as callId',
      'correlation_id',
      'imageId',
    ],
    // A function that Lambda ends, for time or for memory, writes no line. Lambda does.
    filterStatements: [`level = "ERROR" or (${report} and record.status != "success")`],
    sort: '@timestamp desc',
    limit: 1_000,
  },
  resizes: {
    of: ['resize-image'],
    filterStatements: ['message = "upload processed"'],
    statsStatements: ['count(*) as uploads, pct(ms, 50) as p50, pct(ms, 99) as p99, max(ms) as longest by result'],
    sort: 'uploads desc',
  },
  compute: {
    of: functionNames,
    parseStatements: [functionOfLog],
    filterStatements: [report],
    statsStatements: [
      `count(*) as calls, sum(${metric}.billedDurationMs * ${metric}.memorySizeMB) / 1024000 as gbSeconds, ` +
        `max(${metric}.memorySizeMB) as memoryMb, max(${metric}.maxMemoryUsedMB) as usedMb by fn`,
    ],
    sort: 'gbSeconds desc',
  },
};

export interface SavedQueriesProps {
  readonly service: Pick<Service, 'functions'>;
}

/** Queries of the functions' logs, which are in CloudWatch Logs Insights in the folder with the name of the stack. They are free. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { service: { functions } }: SavedQueriesProps) {
    super(scope, id);
    for (const [name, { of, ...query }] of Object.entries(savedQueries)) {
      new QueryDefinition(this, name, {
        queryDefinitionName: `${Stack.of(this).stackName}/${name}`,
        queryString: new QueryString(query),
        logGroups: of.map((each) => functions[each].logGroup),
      });
    }
  }
}
