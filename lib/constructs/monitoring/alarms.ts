import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EndpointName } from '../../../lambda/api/endpoints';
import { tableSchema } from '../../../lambda/contract';
import type { TriggerNames } from '../../../lambda/events/trigger-row';
import type { TriggerName } from '../../../lambda/events/triggers';
import { type FunctionName, functionNames } from '../../functions';
import type { WarmSettings } from '../../settings/warm';
import type { ResizeService } from '../containers/resize-service';
import type { ConnectedTrigger } from '../service/connect-trigger';
import type { Service } from '../service/service';
import type { Storage } from '../storage/storage';

/** Kinds of alarms. Each has a section of this name in `docs/runbook.md`. */
type AlarmKind =
  | 'api-errors'
  | 'api-latency'
  | 'function-errors'
  | 'function-throttles'
  | 'messages-waiting'
  | 'changes-waiting'
  | 'dead-letters'
  | 'tasks-missing' // part: containers
  | 'webhook-dead-letters' // part: webhook
  | 'table-throttles'
  | 'warm-spillover'; // part: warm

interface Watched {
  readonly metric: IMetric;
  /** The alarm is triggered at this value and above, in the metric's unit. */
  readonly threshold: number;
  /** Number of consecutive periods above the threshold. @default 1 */
  readonly periods?: number;
  /** One sentence about its meaning. */
  readonly says: string;
}

export interface AlarmsProps {
  readonly warm: WarmSettings; // part: warm
  readonly storage: Pick<Storage, 'table'>;
  readonly service: Service;
  /** Missing when the function resizes uploads. */
  readonly resizeService?: ResizeService; // part: containers
  /** Action of every alarm that is triggered. */
  readonly action: IAlarmAction;
}

const period = Duration.minutes(5);

/** Alarms for problems that require an operator, and for no others. */
export class Alarms extends Construct {
  /** By their ids. */
  private readonly alarms = new Map<string, Alarm>();
  private readonly action: IAlarmAction;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { storage, service } = props;
    this.action = props.action;
    this.watchApi(service.http);
    for (const name of functionNames) this.watchFunction(name, service);
    for (const name of Object.keys(props.warm) as EndpointName[]) this.watchWarm(name, service.functions[name]); // part: warm
    for (const trigger of Object.values(service.triggers)) this.watchTrigger(trigger);
    if (props.resizeService) this.watchTasks(props.resizeService, service.triggers['resize-image']); // part: containers
    // part: webhook
    if (service.webhook)
      this.watchDeadLetters(
        'webhook-dead-letters',
        { source: 'webhook', deadLetterAlarm: 'webhook-dead-letters' },
        service.webhook.deadLetters,
      );
    this.watchTable(storage.table);
  }

  get all(): Alarm[] {
    return [...this.alarms.values()];
  }

  /** Alarms that a new version of an endpoint can trigger. */
  ofRelease(name: EndpointName): Alarm[] {
    return ['api-errors', 'api-latency', `function-errors-${name}`].flatMap((alarm) => this.alarms.get(alarm) ?? []);
  }

  private watchApi({ api }: Service['http']): void {
    this.add('api-errors', 'api-errors', {
      says: 'More than 1 % of the requests, and at least five, were answered with 5xx in five minutes.',
      metric: new MathExpression({
        expression: 'IF(errors >= 5, 100 * errors / requests, 0)',
        usingMetrics: {
          errors: api.metricServerError({ statistic: 'Sum' }),
          requests: api.metricCount({ statistic: 'SampleCount' }),
        },
        label: '5xx, % of requests',
        period,
      }),
      threshold: 1,
    });
    this.add('api-latency', 'api-latency', {
      says: 'One request in a hundred took three seconds or longer for 15 minutes.',
      metric: api.metricLatency({ statistic: 'p99', period }),
      threshold: 3_000,
      periods: 3,
    });
  }

  private watchFunction(name: FunctionName, { functions, triggers }: AlarmsProps['service']): void {
    const { alias } = functions[name];
    // A timer runs rarely: in five minutes, it often runs only once.
    const threshold = Object.hasOwn(triggers, name) && triggers[name as TriggerName].kind === 'schedule' ? 1 : 3;
    this.add('function-errors', `function-errors-${name}`, {
      says: `${name} crashed, timed out or failed ${threshold === 1 ? 'once' : 'three times'} in five minutes.`,
      metric: alias.metricErrors({ statistic: 'Sum', period }),
      threshold,
    });
    this.add('function-throttles', `function-throttles-${name}`, {
      says: `${name} was throttled, because the account’s concurrency was used up.`,
      metric: alias.metricThrottles({ statistic: 'Sum', period }),
      threshold: 1,
    });
  }

  // part: warm
  private watchWarm(name: EndpointName, { alias }: Service['functions'][FunctionName]): void {
    this.add('warm-spillover', `warm-spillover-${name}`, {
      says: `${name} had more concurrent calls than warm instances for 15 minutes.`,
      metric: alias.metric('ProvisionedConcurrencySpilloverInvocations', { statistic: 'Sum', period }),
      threshold: 5,
      periods: 3,
    });
  }

  private watchTrigger({ names, handler, messages, deadLetters, kind }: ConnectedTrigger): void {
    const { source } = names;
    if (messages) {
      // A message that failed is received again after the visibility timeout: this is the second failure, or a queue that does not empty.
      const minutes = Math.max(15, Math.ceil(messages.visibilityTimeout.toMinutes() + period.toMinutes()));
      this.add('messages-waiting', `${source}-waiting`, {
        says: `A message of the queue ${source} has waited for ${minutes} minutes.`,
        metric: messages.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
        threshold: Duration.minutes(minutes).toSeconds(),
      });
    }
    if (kind === 'stream') {
      this.add('changes-waiting', `${source}-waiting`, {
        says: 'A change of a record has waited in the stream for 15 minutes.',
        metric: handler.alias.metric('IteratorAge', { statistic: 'Maximum', period }),
        threshold: Duration.minutes(15).toMilliseconds(),
      });
    }
    if (deadLetters) this.watchDeadLetters('dead-letters', names, deadLetters);
  }

  private watchDeadLetters(kind: AlarmKind, names: Pick<TriggerNames, 'source' | 'deadLetterAlarm'>, queue: Queue): void {
    this.add(kind, names.deadLetterAlarm, {
      says: `A message failed permanently: it is in the dead-letter queue of ${names.source}.`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      threshold: 1,
    });
  }

  // part: containers
  /** A deployment whose tasks fail is reported by CloudFormation, which rolls it back. This is what fails later. */
  private watchTasks({ service }: ResizeService, { messages }: ConnectedTrigger): void {
    if (!messages) return;
    this.add('tasks-missing', 'tasks-missing', {
      says: 'Uploads have waited for 15 minutes, and no task on Fargate runs.',
      metric: new MathExpression({
        // Each task reports its CPU once a minute, for free. Without tasks, there is no value.
        expression: 'IF(waiting > 0 AND FILL(reports, 0) < 1, 1, 0)',
        usingMetrics: {
          waiting: messages.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Minimum' }),
          reports: service.metricCpuUtilization({ statistic: 'SampleCount' }),
        },
        label: 'Uploads wait without a task',
        period,
      }),
      threshold: 1,
      periods: 3,
    });
  }

  private watchTable(table: Storage['table']): void {
    const throttles = (metricName: string, index?: string) =>
      table.metric(metricName, {
        statistic: 'Sum',
        ...(index && { dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index } }),
      });
    const { name } = tableSchema.pendingIndex; // part: sweep
    this.add('table-throttles', 'table-throttles', {
      says: 'DynamoDB throttled ten reads or writes in five minutes.',
      metric: new MathExpression({
        // A metric without data has no value. This sum ignores missing values.
        expression: 'SUM(METRICS())',
        usingMetrics: {
          reads: throttles('ReadThrottleEvents'),
          writes: throttles('WriteThrottleEvents'),
          indexReads: throttles('ReadThrottleEvents', name), // part: sweep
          indexWrites: throttles('WriteThrottleEvents', name), // part: sweep
        },
        label: 'Throttled reads and writes',
        period,
      }),
      threshold: 10,
    });
  }

  private add(kind: AlarmKind, name: string, { metric, threshold, periods = 1, says }: Watched): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${says} What to do: docs/runbook.md#${kind}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // A resource without traffic has no data.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    this.alarms.set(name, alarm);
  }
}
