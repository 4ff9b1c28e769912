import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNames } from '../../../lambda/contract';
import { functionNames } from '../../functions';
import type { ResizeService } from '../containers/resize-service';
import type { ConnectedTrigger } from '../service/connect-trigger';
import type { Service } from '../service/service';
import type { ServiceFunction } from '../service/service-function';
import type { Storage } from '../storage/storage';

export interface DashboardProps {
  readonly storage: Pick<Storage, 'table'>;
  readonly service: Service;
  /** Missing when the function resizes uploads. */
  readonly resizeService?: ResizeService; // part: containers
  /** Title of the dashboard. */
  readonly alarms: readonly Alarm[];
}

/** A dashboard of the API, the images, the functions, and the queues between them. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { storage, service, alarms } = props;
    const board = new CloudWatchDashboard(this, 'Dashboard', { defaultInterval: Duration.hours(12) });
    if (alarms.length > 0) board.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }));
    const rows = [
      apiGraphs(service),
      imageGraphs(Stack.of(this).stackName),
      functionGraphs(service),
      waitingGraphs(service),
      ...(props.resizeService ? [taskGraphs(props.resizeService)] : []), // part: containers
      stateGraphs(storage, service),
    ];
    for (const row of rows) {
      const width = columns / Object.keys(row).length;
      board.addWidgets(...Object.entries(row).map(([title, left]) => new GraphWidget({ title, left, width, height: 6 })));
    }
  }
}

/** Columns of a CloudWatch dashboard. */
const columns = 24;

/** Graphs of one row, by title. */
type Row = Readonly<Record<string, IMetric[]>>;

function apiGraphs({ http: { api } }: DashboardProps['service']): Row {
  return {
    Requests: [
      api.metricCount({ statistic: 'SampleCount', label: 'all' }),
      api.metricClientError({ statistic: 'Sum', label: '4xx' }),
      api.metricServerError({ statistic: 'Sum', label: '5xx' }),
    ],
    'Latency, ms': [api.metricLatency({ statistic: 'p50', label: 'p50' }), api.metricLatency({ statistic: 'p99', label: 'p99' })],
  };
}

function imageGraphs(stackName: string): Row {
  const { namespace, dimension, reasonDimension, ready, failed, bytesIn, bytesOut, uploadToReadyMs } = metricNames;
  const counted = (metricName: string, statistic: string, label: string) =>
    new Metric({ namespace, metricName, dimensionsMap: { [dimension]: stackName }, statistic, label });
  return {
    Images: [counted(ready, 'Sum', 'ready'), counted(failed, 'Sum', 'failed')],
    'Images that failed, by reason': [
      new MathExpression({
        // A reason becomes a metric when it occurs for the first time. CloudWatch requires quotes around names with other
        // characters than letters and digits:
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
        expression: `SEARCH('{"${namespace}",${dimension},${reasonDimension}} MetricName="${failed}" ${dimension}="${stackName}"', 'Sum')`,
        usingMetrics: {},
        label: '',
      }),
    ],
    'From upload to READY, ms': [counted(uploadToReadyMs, 'p50', 'p50'), counted(uploadToReadyMs, 'p99', 'p99')],
    Bytes: [counted(bytesIn, 'Sum', 'originals'), counted(bytesOut, 'Sum', 'renditions')],
  };
}

function functionGraphs({ functions }: DashboardProps['service']): Row {
  const ofEach = (measure: (fn: ServiceFunction, label: string) => Metric) =>
    functionNames.map((name) => measure(functions[name], name));
  return {
    Errors: ofEach(({ alias }, label) => alias.metricErrors({ statistic: 'Sum', label })),
    Throttles: ofEach(({ alias }, label) => alias.metricThrottles({ statistic: 'Sum', label })),
    'Duration p99, ms': ofEach(({ alias }, label) => alias.metricDuration({ statistic: 'p99', label })),
  };
}

function waitingGraphs({ triggers }: DashboardProps['service']): Row {
  const all: ConnectedTrigger[] = Object.values(triggers);
  const queues = all.flatMap(({ names, messages }) => (messages ? { label: names.source, queue: messages.queue } : []));
  return {
    'Messages that wait': queues.map(({ label, queue }) => queue.metricApproximateNumberOfMessagesVisible({ ...highest, label })),
    'Age of the oldest message, s': queues.map(({ label, queue }) =>
      queue.metricApproximateAgeOfOldestMessage({ ...highest, label }),
    ),
    'Age of changes, ms': all
      .filter(({ kind }) => kind === 'stream')
      .map(({ names, handler }) => handler.alias.metric('IteratorAge', { ...highest, label: names.source })),
  };
}

// part: containers
function taskGraphs({ service }: ResizeService): Row {
  return {
    // Each task reports its CPU once a minute.
    'Tasks that resize': [service.metricCpuUtilization({ statistic: 'SampleCount', period: Duration.minutes(1), label: 'tasks' })],
    'Use of the tasks, %': [
      service.metricCpuUtilization({ ...highest, label: 'CPU' }),
      service.metricMemoryUtilization({ ...highest, label: 'memory' }),
    ],
  };
}

function stateGraphs({ table }: DashboardProps['storage'], service: DashboardProps['service']): Row {
  const deadLetters = Object.values(service.triggers).flatMap(({ names, deadLetters: queue }: ConnectedTrigger) =>
    queue ? { label: names.source, queue } : [],
  );
  if (service.webhook) deadLetters.push({ label: 'webhook', queue: service.webhook.deadLetters }); // part: webhook
  return {
    'Dead letters': deadLetters.map(({ label, queue }) => queue.metricApproximateNumberOfMessagesVisible({ ...highest, label })),
    'Table, units': [
      table.metricConsumedReadCapacityUnits({ label: 'read' }),
      table.metricConsumedWriteCapacityUnits({ label: 'written' }),
    ],
  };
}

const highest = { statistic: 'Maximum' } as const;
