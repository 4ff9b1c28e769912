import { setTimeout as wait } from 'node:timers/promises';
import { type CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '../../cli/user-error';

/** Log groups of one query: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const mostGroups = 50;

/** How long to wait before the next question whether the query is done, in milliseconds. */
const pause = 500;

export interface LogsQuery {
  readonly query: string;
  readonly groups: readonly string[];
  readonly from: Date;
  readonly to: Date;
}

/** A row of the answer. Fields without a value are missing. */
export type LogsRow = Readonly<Record<string, string>>;

/**
 * Runs a query of CloudWatch Logs Insights, which requires `logs:StartQuery` and `logs:GetQueryResults`.
 * @throws UserError when CloudWatch does not finish it
 * @throws Error of the AWS SDK
 */
export async function runLogsQuery(client: CloudWatchLogsClient, { query, groups, from, to }: LogsQuery): Promise<LogsRow[]> {
  const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
  const rows: LogsRow[] = [];
  for (let first = 0; first < groups.length; first += mostGroups) {
    const started = new StartQueryCommand({
      queryString: query,
      logGroupNames: groups.slice(first, first + mostGroups),
      startTime: seconds(from),
      endTime: seconds(to),
    });
    const { queryId } = await client.send(started);
    rows.push(...(await resultsOf(client, queryId)));
  }
  return rows;
}

async function resultsOf(client: CloudWatchLogsClient, queryId?: string): Promise<LogsRow[]> {
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete')
      return results.map((fields) => Object.fromEntries(fields.map(({ field = '', value = '' }) => [field, value])));
    if (status !== 'Scheduled' && status !== 'Running') {
      throw new UserError(`CloudWatch Logs ended the query: ${status}. Try again, or with fewer days: --days 1.`);
    }
    await wait(pause);
  }
}
