import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '../../cli/user-error';
import type { MeanAndP99, MeasuredFunction, Measurements } from '../template/measured';
import { Template } from '../template/template';
import { type DeployedStack, deployedStack } from './deployed-stack';
import { type LogsRow, runLogsQuery } from './run-query';

const metric = 'record.metrics';

/**
 * Lambda's report of each call, by log group: in JSON, and in text, whose fields CloudWatch names with an `@` and whose memory is in bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
const query = [
  'fields ' +
    [
      `coalesce(${metric}.billedDurationMs, @billedDuration) as billedMs`,
      `coalesce(${metric}.initDurationMs, @initDuration) as initMs`,
      `coalesce(${metric}.memorySizeMB, @memorySize / 1000000) as memory`,
      `coalesce(${metric}.maxMemoryUsedMB, @maxMemoryUsed / 1000000) as used`,
    ].join(', '),
  'filter type = "platform.report" or @type = "REPORT"',
  'stats ' +
    [
      'count(*) as calls',
      'count(initMs) as cold',
      'avg(billedMs) as billed',
      'pct(billedMs, 99) as billedP99',
      'avg(initMs) as init',
      'pct(initMs, 99) as initP99',
      'max(memory) as memoryMb',
      'max(used) as usedMb',
    ].join(', ') +
    ' by @log',
].join('\n| ');

/**
 * Returns the template of a deployed stack, with what its logs say about the calls of the last days.
 * @throws UserError when the stack does not exist, or when no function of it was called
 * @throws Error of the AWS SDK
 */
export async function measuredTemplate(stack: string, days: number, now = new Date()): Promise<Template> {
  const deployed = await deployedStack(stack);
  const where = `in the logs of ${stack}, last ${days === 1 ? 'day' : `${days} days`}`;
  const functions = await measuredFunctions(deployed, new Date(now.getTime() - days * 86_400_000), now);
  if (Object.keys(functions).length === 0) {
    throw new UserError(
      `Nothing is measured ${where}: no function was called, or its logs have expired. Use more days (--days 30), or leave out --stack.`,
    );
  }
  const measurements: Measurements = { where, functions };
  return new Template(JSON.parse(deployed.template), stack, measurements);
}

/**
 * Returns what the logs of a stack say about the functions that were called, by their logical ids.
 * @throws Error of the AWS SDK
 */
export async function measuredFunctions(deployed: DeployedStack, from: Date, to: Date): Promise<Record<string, MeasuredFunction>> {
  const groups = groupsOf(deployed);
  const found = await runLogsQuery(new CloudWatchLogsClient(), { query, groups: [...groups.keys()], from, to });
  const functions: Record<string, MeasuredFunction> = {};
  for (const row of found) {
    // The account, a colon, and the name.
    const id = groups.get(row['@log']?.split(':').pop() ?? '');
    if (id) functions[id] = measuredIn(row);
  }
  return functions;
}

/** The logical id of each function, by its log group. */
function groupsOf({ template, names }: DeployedStack): Map<string, string> {
  const parsed = new Template(JSON.parse(template));
  const groups = new Map<string, string>();
  for (const { id, properties } of parsed.of('AWS::Lambda::Function')) {
    const [own] = parsed.referencesIn(properties.LoggingConfig?.LogGroup);
    const name = names.get(own?.id ?? '') ?? `/aws/lambda/${names.get(id)}`;
    groups.set(name, id);
  }
  return groups;
}

function measuredIn(row: LogsRow): MeasuredFunction {
  const number = (field: string) => Number(row[field] ?? 0);
  const both = (field: string): MeanAndP99 => ({ mean: number(field), p99: number(`${field}P99`) });
  return {
    calls: number('calls'),
    cold: number('cold'),
    billed: both('billed'),
    ...(number('cold') > 0 && { init: both('init') }),
    memoryMb: number('memoryMb'),
    usedMb: number('usedMb'),
  };
}
