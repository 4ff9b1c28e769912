import { assume } from '../assumptions';
import type { DeployedFunction } from '../template/functions';
import { callsPerMonth } from '../template/rate';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { largestMegapixels, renditionBytes } from './durations';
import type { Feature, Usage, Use } from './feature';
import { type Flow, flowOf } from './flow';
import { addCalls, addCompute } from './function-usage';
import { loadsOf } from './loads';
import { gigabyte, month } from './month';

/** What a stage uses in a month, and what the estimate does not know. */
export interface Month {
  readonly usage: readonly Usage[];
  readonly apiRequests: number;
  readonly images: number;
  readonly notes: readonly string[];
}

/** Derives the usage of a month from a template and its traffic. */
export function usageOf(template: Template, traffic: Traffic): Month {
  const usage: Usage[] = [];
  const use: Use = (price, quantity, feature) => {
    if (quantity > 0) usage.push({ price, quantity, feature });
  };
  const flow = flowOf(traffic);
  const { loads, isApplication, notes } = loadsOf(template, traffic);
  let apiRequests = 0;
  for (const { fn, feature, perMonth, made, ms } of loads) {
    if (feature === 'API') apiRequests += perMonth;
    use('lambda-requests', perMonth, feature);
    addCompute(fn, perMonth, ms, feature, use);
    addCalls(made, perMonth, feature, use);
    addQueues(template, fn, flow.images, feature, use);
    use('log-ingestion', (perMonth * assume('logBytesPerCall')) / gigabyte, 'watching');
    use('log-storage', storedLogs(perMonth * assume('logBytesPerCall'), retentionOf(template, fn.id)), 'watching');
    if (fn.isTraced) use('traces', Math.min(perMonth, month.seconds) + perMonth * assume('tracedShare'), 'watching');
    if (fn.name === 'resize-image') use('metrics', 4 * Math.min(1, perMonth / month.hours), 'watching');
  }

  addApi(template, apiRequests, use);
  addTables(template, flow.stored, use);
  addWatching(template, use);
  addSchedules(template, notes, use);
  const hasDistribution = template.of('AWS::CloudFront::Distribution').length > 0;
  const answers = isApplication
    ? flow.lists * assume('listBytes') + (apiRequests - flow.lists) * assume('answerBytes')
    : apiRequests * assume('answerBytes');
  if (hasDistribution) {
    const files = traffic.users * assume('visitsPerUser') * assume('filesPerVisit');
    use('cloudfront-requests', files + (isApplication ? apiRequests : 0), 'delivery');
    if (template.of('AWS::CloudFront::Function').length > 0)
      use('cloudfront-functions', files + (isApplication ? apiRequests : 0), 'delivery');
    const pages = traffic.users * assume('visitsPerUser') * assume('bytesPerVisit');
    use('cloudfront-out', (pages + (isApplication ? answers : 0)) / gigabyte, 'delivery');
  }
  if (!(hasDistribution && isApplication)) use('data-out', answers / gigabyte, 'delivery');
  if (isApplication) addFiles(template, traffic, flow, use);
  addUsers(template, traffic.users, use);
  const events = isApplication ? flow.images + flow.deletions : 0;
  if (template.of('AWS::Events::ApiDestination').length > 0) use('api-destinations', events, 'webhook');
  if (!isApplication && traffic.imagesPerDay > 0)
    notes.push('--images-per-day is the number of messages of each queue and of each stream.');
  return { usage, apiRequests, images: flow.images, notes };
}

function addApi(template: Template, requests: number, use: Use): void {
  use('http-api', requests, 'API');
  const stage = template.of('AWS::ApiGatewayV2::Stage').find(({ properties }) => properties.AccessLogSettings);
  if (!stage) return;
  const bytes = requests * assume('accessLogBytes');
  const [group] = template.referencesIn(stage.properties.AccessLogSettings.DestinationArn);
  use('log-ingestion', bytes / gigabyte, 'watching');
  use('log-storage', storedLogs(bytes, group?.properties.RetentionInDays), 'watching');
}

/** Sending, receiving and deleting each message, and the pollers of Lambda, which never pause. */
function addQueues(template: Template, fn: DeployedFunction, messages: number, feature: Feature, use: Use): void {
  for (const source of fn.sources) {
    if (source.kind !== 'queue') continue;
    const polls = (assume('pollers') * month.seconds) / 20;
    const isFifo = template.get(source.from)?.properties.FifoQueue === true;
    use(isFifo ? 'sqs-fifo-requests' : 'sqs-requests', polls + messages * 3, feature);
  }
}

function addTables(template: Template, records: number, use: Use): void {
  for (const { properties } of template.of('AWS::DynamoDB::Table')) {
    const size = (records * assume('recordBytes')) / gigabyte;
    use('dynamodb-storage', size, 'storage');
    if (properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true) use('dynamodb-recovery', size, 'storage');
  }
}

function addWatching(template: Template, use: Use): void {
  for (const { properties } of template.of('AWS::CloudWatch::Alarm')) {
    const metrics: readonly { MetricStat?: { Period?: number } }[] =
      properties.Metrics?.filter((metric: object) => 'MetricStat' in metric) ?? [];
    const period = Math.min(properties.Period ?? 60, ...metrics.map(({ MetricStat }) => MetricStat?.Period ?? 60));
    use(period < 60 ? 'fast-alarms' : 'alarms', Math.max(1, metrics.length), 'watching');
  }
  use('composite-alarms', template.of('AWS::CloudWatch::CompositeAlarm').length, 'watching');
  use('dashboards', template.of('AWS::CloudWatch::Dashboard').length, 'watching');
  const scaling = template.of('AWS::ApplicationAutoScaling::ScalingPolicy').length;
  use('alarms', scaling * assume('alarmsPerScaling'), 'provisioned concurrency');
}

function addSchedules(template: Template, notes: string[], use: Use): void {
  for (const { id, properties } of template.of('AWS::Scheduler::Schedule')) {
    const perMonth = callsPerMonth(String(properties.ScheduleExpression));
    if (perMonth === undefined)
      notes.push(`${id}: the schedule ${properties.ScheduleExpression} is not understood, and not priced.`);
    else if (properties.State !== 'DISABLED') use('scheduler', perMonth, 'background');
  }
}

/** The objects of S3: their storage, their uploads, and their downloads, which go from S3 to the browser. */
function addFiles(template: Template, traffic: Traffic, flow: Flow, use: Use): void {
  const scale = Math.min(1, traffic.megapixels / largestMegapixels);
  const medium = renditionBytes.medium * scale;
  const renditions = renditionBytes.thumbnail + medium + renditionBytes.full * scale;
  use('s3-storage', (flow.stored * (traffic.bytes + renditions)) / gigabyte, 'storage');
  use('s3-writes', flow.images, 'storage');
  const thumbnails = flow.lists * assume('thumbnailsPerList');
  const mediums = flow.single + flow.images;
  use('s3-reads', thumbnails + mediums, 'delivery');
  use('data-out', (thumbnails * renditionBytes.thumbnail + mediums * medium) / gigabyte, 'delivery');
  const logged = template.of('AWS::S3::Bucket').find(({ properties }) => properties.LoggingConfiguration?.DestinationBucketName);
  const [target] = template.referencesIn(logged?.properties.LoggingConfiguration.DestinationBucketName);
  if (!logged) return;
  const days = target?.properties.LifecycleConfiguration?.Rules?.find(
    (rule: { ExpirationInDays?: number }) => rule.ExpirationInDays,
  )?.ExpirationInDays;
  // The upload; what the resizer looks up, reads and writes; and the downloads.
  const requests = flow.images * 6 + thumbnails + mediums;
  const stored = (requests * assume('s3LogBytes') * (days ?? assume('endlessLogDays'))) / month.days;
  use('s3-storage', stored / gigabyte, 'watching');
}

function addUsers(template: Template, users: number, use: Use): void {
  for (const { properties } of template.of('AWS::Cognito::UserPool')) {
    const tier = String(properties.UserPoolTier ?? 'ESSENTIALS').toLowerCase() as 'essentials' | 'lite' | 'plus';
    use(`cognito-${tier}`, users, 'sign-in');
  }
}

function retentionOf(template: Template, functionId: string): number | undefined {
  const [group] = template.referencesIn(template.get(functionId)?.properties.LoggingConfig?.LogGroup);
  return group?.properties.RetentionInDays;
}

/** GB of a log that are stored at the end of its retention. */
function storedLogs(bytesPerMonth: number, retentionDays?: number): number {
  const months = (retentionDays ?? assume('endlessLogDays')) / month.days;
  return (bytesPerMonth * months * assume('logCompression')) / gigabyte;
}
