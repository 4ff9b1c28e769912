import { appName, defaultStack, stackPrefix } from '../../../lambda/names';
import type { Value } from '../../../proof/invariants/template';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const fn = (name: string) => `Service/${name}/Function`;
const variable = (name: string, key: string, value: (t: Draft) => Value) => (t: Draft) =>
  t.set(fn(name), `Environment.Variables.${key}`, value(t));

const uploads = 'Service/UploadTrigger/Mapping';
const changes = 'Service/ChangeTrigger/Mapping';
const schedule = 'Service/SweepSchedule/Schedule';
const sweepCalls = 'Service/sweep-uploads/Function/Aliaslive/EventInvokeConfig';
const queue = 'Storage/Uploads/Queue';
const originals = 'Storage/Buckets/Originals';
const renditions = 'Storage/Buckets/Renditions';
const table = 'Storage/Images/Table';
const rule = 'Service/Webhook/Rule';
const api = 'Service/Http/Api';
const pool = 'Storage/SignIn/UserPool';

const expiry = { Status: 'Enabled', ExpirationInDays: 30 };

/** Replaces a string in the body of the dashboard, in any of its parts. */
const dashboard = (from: string, to: string) => (t: Draft) => {
  const body = JSON.stringify(t.at('Monitoring/Dashboard/Dashboard').Properties.DashboardBody);
  if (!body.includes(from)) throw new RangeError(`The dashboard does not contain ${from}.`);
  t.set('Monitoring/Dashboard/Dashboard', 'DashboardBody', JSON.parse(body.replaceAll(from, to)));
};

const counted = (metric: Value) => (t: Draft) =>
  t.add('Monitoring/Alarms/images-failed', 'AWS::CloudWatch::Alarm', {
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    Threshold: 10,
    Period: 300,
    Statistic: 'Sum',
    Namespace: appName,
    MetricName: 'ImagesFailed',
    Dimensions: [{ Name: 'service', Value: `${stackPrefix}-production` }],
    ...metric,
  });

export const contractMutants: MutantsByInvariant = {
  'contract-environment': {
    'a function is missing': (t) => t.remove(fn('list-images')),
    'no environment': (t) => t.drop(fn('health'), 'Environment'),
    'an environment variable is missing': (t) => t.drop(fn('get-image'), 'Environment.Variables.TABLE_NAME'),
    'an environment variable with another spelling': (t) => {
      const { Variables } = t.at(fn('get-image')).Properties.Environment;
      Variables.TABLE = Variables.TABLE_NAME;
      delete Variables.TABLE_NAME;
    },
    'a table that does not exist': variable('get-image', 'TABLE_NAME', () => 'images'),
    'an unknown table': variable('get-image', 'TABLE_NAME', (t) => t.parameter()),
    'the ARN of the table': variable('get-image', 'TABLE_NAME', (t) => t.arn(table)),
    'the buckets are swapped': (t) => {
      variable('sweep-uploads', 'ORIGINALS_BUCKET', (draft) => draft.ref(renditions))(t);
      variable('sweep-uploads', 'RENDITIONS_BUCKET', (draft) => draft.ref(originals))(t);
    },
    'renditions are written to the bucket of the uploads': variable('resize-image', 'RENDITIONS_BUCKET', (t) => t.ref(originals)),
    'retries are sent to the dead-letter queue': variable('retry-image', 'UPLOADS_QUEUE_URL', (t) =>
      t.ref('Storage/Uploads/DeadLetters'),
    ),
    'events are sent to the default bus': variable('image-changed', 'EVENT_BUS', () => 'default'),
    'settings that are not JSON': variable('create-image', 'IMAGE_SETTINGS', () => '{"maxBytes":'),
    'a setting is missing': variable('create-image', 'IMAGE_SETTINGS', () => '{"maxBytes":20971520}'),
    'a setting of another type': (t) => {
      const { Variables } = t.at(fn('create-image')).Properties.Environment;
      Variables.IMAGE_SETTINGS = JSON.stringify({ ...JSON.parse(Variables.IMAGE_SETTINGS), maxBytes: '20 MB' });
    },
    'the settings of one function differ': (t) => {
      const { Variables } = t.at(fn('resize-image')).Properties.Environment;
      Variables.IMAGE_SETTINGS = JSON.stringify({ ...JSON.parse(Variables.IMAGE_SETTINGS), maxPixels: 1 });
    },
    'a service name other than the name of the stack': variable('resize-image', 'SERVICE_NAME', () => 'images'),
    'an empty version': variable('health', 'SERVICE_VERSION', () => ''),
    'more memory arenas than the resizer was measured with': variable('resize-image', 'MALLOC_ARENA_MAX', () => '8'),
  },
  'contract-machines': {
    'less memory than the resizer was measured with': (t) => t.set(fn('resize-image'), 'MemorySize', 1024),
    'the default memory of Lambda': (t) => t.drop(fn('get-image'), 'MemorySize'),
    'an unknown amount of memory': (t) => t.set(fn('get-image'), 'MemorySize', t.parameter()),
    'the default timeout of Lambda': (t) => t.drop(fn('get-image'), 'Timeout'),
    'less time than the calls of an endpoint take': (t) => t.set(fn('create-image'), 'Timeout', 20),
    'an endpoint that runs longer than API Gateway waits': (t) => t.set(fn('create-image'), 'Timeout', 60),
    'a sweep whose timeout equals its budget': (t) => t.set(fn('sweep-uploads'), 'Timeout', 150),
    'a batch of uploads that takes longer than the timeout': (t) => t.set(uploads, 'BatchSize', 10),
    'an unknown timeout': (t) => t.set(fn('image-changed'), 'Timeout', t.parameter()),
  },
  'contract-uploads': {
    'more receives than the handler counts': (t) => t.set(queue, 'RedrivePolicy.maxReceiveCount', 6),
    'fewer receives than the handler counts': (t) => t.set(queue, 'RedrivePolicy.maxReceiveCount', 3),
    'an unknown number of receives': (t) => t.set(queue, 'RedrivePolicy.maxReceiveCount', t.parameter()),
    'no dead-letter queue': (t) => t.drop(queue, 'RedrivePolicy'),
    'a message that is retried after the sweep': (t) => t.set(queue, 'VisibilityTimeout', 900),
    'receives that continue after the sweep has given up': (t) => t.set(queue, 'VisibilityTimeout', 1500),
    'failed messages that are deleted': (t) => t.drop(uploads, 'FunctionResponseTypes'),
    'a mapping that is disabled': (t) => t.set(uploads, 'Enabled', false),
    'another queue': (t) => t.set(uploads, 'EventSourceArn', t.arn('Service/ChangeTrigger/DeadLetters')),
    'no mapping': (t) => t.remove(uploads),
    'another prefix': (t) => {
      t.at(originals).Properties.NotificationConfiguration.QueueConfigurations[0].Filter.S3Key.Rules[0].Value = 'originals/';
    },
    'only files with one suffix': (t) => {
      const { Rules } = t.at(originals).Properties.NotificationConfiguration.QueueConfigurations[0].Filter.S3Key;
      Rules.push({ Name: 'suffix', Value: '.jpg' });
    },
    'only files that are copied': (t) => {
      t.at(originals).Properties.NotificationConfiguration.QueueConfigurations[0].Event = 's3:ObjectCreated:Copy';
    },
    'no versions': (t) => t.drop(originals, 'VersioningConfiguration'),
    'suspended versions': (t) => t.set(originals, 'VersioningConfiguration.Status', 'Suspended'),
    'originals that expire': (t) => t.at(originals).Properties.LifecycleConfiguration.Rules.push(expiry),
    'renditions that expire': (t) => t.at(renditions).Properties.LifecycleConfiguration.Rules.push(expiry),
  },
  'contract-changes': {
    'no old images': (t) => t.set(table, 'StreamSpecification.StreamViewType', 'NEW_IMAGE'),
    'no stream': (t) => t.drop(table, 'StreamSpecification'),
    'no filter': (t) => t.drop(changes, 'FilterCriteria'),
    'a filter is missing': (t) => {
      t.at(changes).Properties.FilterCriteria.Filters.pop();
    },
    'a filter for another attribute': (t) => {
      const [, filter] = t.at(changes).Properties.FilterCriteria.Filters;
      filter.Pattern = filter.Pattern.replace('publish', 'news');
    },
    'an unknown filter': (t) => {
      t.at(changes).Properties.FilterCriteria.Filters[0].Pattern = t.parameter();
    },
    'only changes after the deployment': (t) => t.set(changes, 'StartingPosition', 'LATEST'),
    'failed changes that count as processed': (t) => t.drop(changes, 'FunctionResponseTypes'),
    'endless retries': (t) => t.set(changes, 'MaximumRetryAttempts', -1),
    'changes that expire before they are given up': (t) => t.set(changes, 'MaximumRecordAgeInSeconds', 86400),
    'no maximum age': (t) => t.drop(changes, 'MaximumRecordAgeInSeconds'),
    'the stream of another table': (t) => {
      t.add('Storage/Other', 'AWS::DynamoDB::Table', structuredClone(t.at(table).Properties));
      t.set(changes, 'EventSourceArn', { 'Fn::GetAtt': ['StorageOther', 'StreamArn'] });
    },
  },
  'contract-table': {
    'another partition key': (t) => {
      t.at(table).Properties.KeySchema[0].AttributeName = 'user';
    },
    'no sort key': (t) => {
      t.at(table).Properties.KeySchema.pop();
    },
    'a key of another type': (t) => {
      const attributes: Value[] = t.at(table).Properties.AttributeDefinitions;
      for (const attribute of attributes.filter(({ AttributeName }) => AttributeName === 'pendingShard'))
        attribute.AttributeType = 'S';
    },
    'another name for the index': (t) => {
      t.at(table).Properties.GlobalSecondaryIndexes[0].IndexName = 'Pending';
    },
    'no index': (t) => t.drop(table, 'GlobalSecondaryIndexes'),
    'the keys of the index are swapped': (t) => {
      t.at(table).Properties.GlobalSecondaryIndexes[0].KeySchema.reverse();
    },
    'another time-to-live attribute': (t) => t.set(table, 'TimeToLiveSpecification.AttributeName', 'ttl'),
    'records that never expire': (t) => t.set(table, 'TimeToLiveSpecification.Enabled', false),
    'an unknown time-to-live attribute': (t) => t.set(table, 'TimeToLiveSpecification.AttributeName', t.parameter()),
    'a global table with other keys': (t) =>
      t.turn(table, 'AWS::DynamoDB::GlobalTable', (given) => ({ ...given, KeySchema: [given.KeySchema[1]] })),
  },
  'contract-sweep': {
    'no schedule': (t) => t.remove(schedule),
    'a schedule that is disabled': (t) => t.set(schedule, 'State', 'DISABLED'),
    'a schedule that calls another function': (t) => t.set(schedule, 'Target.Arn', t.ref('Service/health/Function/Aliaslive')),
    'a sweep once a week': (t) => t.set(schedule, 'ScheduleExpression', 'rate(7 days)'),
    'a single sweep': (t) => t.set(schedule, 'ScheduleExpression', 'at(2030-12-31T23:59:59)'),
    'an unknown interval': (t) => t.set(schedule, 'ScheduleExpression', t.parameter()),
    'failed sweeps that are retried': (t) => t.set(sweepCalls, 'MaximumRetryAttempts', 2),
    'the default retries of Lambda': (t) => t.remove(sweepCalls),
    'late sweeps that pile up': (t) => t.set(sweepCalls, 'MaximumEventAgeInSeconds', 21600),
  },
  'contract-events': {
    'another source': (t) => t.set(rule, 'EventPattern.source', ['another']),
    'a type that is never published': (t) => t.set(rule, 'EventPattern.detail-type', ['ImageCreated']),
    'a type that is never published, among others': (t) => t.at(rule).Properties.EventPattern['detail-type'].push('ImageUploaded'),
    'no type at all': (t) => t.set(rule, 'EventPattern.detail-type', []),
    'an unknown source': (t) => t.set(rule, 'EventPattern.source', [t.parameter()]),
  },
  'contract-metrics': {
    'a graph of another namespace': dashboard(`[\\"${appName}\\",\\"ImagesReady\\"`, `[\\"another\\",\\"ImagesReady\\"`),
    'a graph of a metric that is never counted': dashboard('ImagesReady', 'ImagesDone'),
    'a graph of another dimension': dashboard('\\"service\\"', '\\"stage\\"'),
    'a graph of another stack': dashboard(`\\"service\\",\\"${stackPrefix}-production\\"`, `\\"service\\",\\"${defaultStack}\\"`),
    'a search for another metric': dashboard('MetricName=\\\\\\"ImagesFailed', 'MetricName=\\\\\\"ImagesLost'),
    'a search by another dimension': dashboard(',reason}', ',code}'),
    'an alarm on a metric that is never counted': counted({ MetricName: 'Failures' }),
    'an alarm on another namespace': counted({ Namespace: 'another' }),
    'an alarm without a dimension': counted({ Dimensions: undefined }),
    'an alarm on an unknown stack': (t) => counted({ Dimensions: [{ Name: 'service', Value: t.parameter() }] })(t),
    'an alarm with metric math on a metric that is never counted': counted({
      Namespace: undefined,
      MetricName: undefined,
      Metrics: [
        {
          Id: 'failed',
          MetricStat: { Metric: { Namespace: appName, MetricName: 'Failed' }, Period: 300, Stat: 'Sum' },
        },
      ],
    }),
  },
  'contract-routes': {
    'a route is missing': (t) => t.remove(`${api}/DELETE--images--{id}`),
    'a route with another path': (t) => t.set(`${api}/GET--images--{id}`, 'RouteKey', 'GET /photos/{id}'),
    'a route with another parameter': (t) => t.set(`${api}/GET--images--{id}`, 'RouteKey', 'GET /images/{imageId}'),
    'a route to another function': (t) =>
      t.set(`${api}/GET--images--{id}`, 'Target', t.at(`${api}/DELETE--images--{id}`).Properties.Target),
    'an integration of another function': (t) =>
      t.set(`${api}/GET--health/health`, 'IntegrationUri', t.ref('Service/get-image/Function/Aliaslive')),
    'requests in the older format': (t) => t.set(`${api}/GET--health/health`, 'PayloadFormatVersion', '1.0'),
    'an unknown route': (t) => t.set(`${api}/GET--health`, 'RouteKey', t.parameter()),
  },
  'contract-scopes': {
    'another identifier': (t) => t.set(`${pool}/Api`, 'Identifier', 'images'),
    'another scope': (t) => t.set(`${pool}/Api`, 'Scopes', [{ ScopeName: 'photos', ScopeDescription: 'Photos' }]),
    'an additional scope': (t) =>
      t.at(`${pool}/Api`).Properties.Scopes.push({ ScopeName: 'admin', ScopeDescription: 'Everything' }),
    'no resource server': (t) => t.remove(`${pool}/Api`),
    'a client without the scope': (t) => t.set(`${pool}/Page`, 'AllowedOAuthScopes', ['openid', 'email']),
    'a client that may request more scopes': (t) =>
      t.at(`${pool}/Native`).Properties.AllowedOAuthScopes.push('aws.cognito.signin.user.admin'),
    'an unknown scope': (t) => t.set(`${pool}/Page`, 'AllowedOAuthScopes', ['openid', 'email', t.parameter()]),
  },
};
