import { assume } from '../assumptions';
import { type DeployedFunction, functionsIn } from '../template/functions';
import { callsPerMonth } from '../template/rate';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { type Call, calls, callsOfDeletion } from './calls';
import { largestMegapixels, renditionBytes } from './durations';
import type { Feature, Usage, Use } from './feature';
import { addCalls, addCompute, msOf } from './function-usage';
import { gigabyte, month } from './month';
import { sweepOfStored } from './sweep'; // part: sweep

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
  const notes: string[] = [];
  const use: Use = (price, quantity, feature) => {
    if (quantity > 0) usage.push({ price, quantity, feature });
  };
  const functions = functionsIn(template, Object.keys(calls));
  const isApplication =
    functions.some(({ name }) => name === 'create-image') && functions.some(({ name }) => name === 'resize-image');
  const flow = flowOf(traffic);
  const routes = functions.flatMap(({ sources }) => sources.filter(({ kind }) => kind === 'route')).length;

  const callsOf = (fn: DeployedFunction) => {
    const own = isApplication ? flow.calls[fn.name] : undefined;
    return own ?? fn.sources.reduce((sum, source) => sum + callsFrom(source, traffic, routes, isApplication), 0);
  };

  let apiRequests = 0;
  for (const fn of functions) {
    const perMonth = callsOf(fn);
    const isHttp = fn.sources.some(({ kind }) => kind === 'route');
    const feature = featureOf(fn);
    if (isHttp) apiRequests += perMonth;
    if (fn.sources.length === 0 && !/Custom/.test(fn.id)) notes.push(`${fn.id} is called by nothing that this estimate follows.`);
    const made = callsIn(template, fn, traffic, isApplication, notes);
    use('lambda-requests', perMonth, feature);
    addCompute(fn, perMonth, msOf(fn, made, traffic), feature, use);
    addCalls(made, perMonth, feature, use);
    addQueues(template, fn, flow.images, use);
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

function featureOf({ name, sources }: DeployedFunction): Feature {
  if (sources.some(({ kind }) => kind === 'route')) return 'API';
  return name === 'resize-image' ? 'resizing' : 'background';
}

/** The flow of images and requests through this application, in a month. */
function flowOf(traffic: Traffic) {
  const images = traffic.imagesPerDay * month.days;
  const reading = traffic.requestsPerDay * month.days;
  const deletions = images * (1 - traffic.keptShare);
  const lists = reading * traffic.listShare;
  const single = reading - lists;
  return {
    images,
    deletions,
    lists,
    single,
    stored: traffic.imagesPerDay * traffic.keptShare * traffic.keptDays,
    /** Calls of the functions that have a part in it. Schedules have their own rate. */
    calls: {
      'create-image': images,
      'list-images': lists,
      'get-image': single + images * assume('pollsPerUpload'),
      'delete-image': deletions,
      'retry-image': 0,
      health: 0,
      'resize-image': images,
      'image-changed': images + deletions,
    } as Readonly<Record<string, number | undefined>>,
  };
}

type Flow = ReturnType<typeof flowOf>;

/** Calls in a month from one source of a function that has no part in the flow of images. */
function callsFrom(source: DeployedFunction['sources'][number], traffic: Traffic, routes: number, isApplication: boolean): number {
  if (source.kind === 'schedule') return source.perMonth;
  if (source.kind !== 'route') return traffic.imagesPerDay * month.days;
  // A route that someone has added to this application: no known share of the traffic.
  return isApplication ? 0 : (traffic.requestsPerDay * month.days) / routes;
}

/** The calls that one call of a function makes. */
function callsIn(
  template: Template,
  fn: DeployedFunction,
  traffic: Traffic,
  isApplication: boolean,
  notes: string[],
): readonly Call[] {
  const known = isApplication ? calls[fn.name] : undefined;
  if (known) return [...known, ...moreCalls(fn.name, traffic)];
  if (fn.sources.length === 0 || template.of('AWS::DynamoDB::Table').length === 0) return [];
  notes.push(`${fn.name} is assumed to read and to write one item of DynamoDB for each call.`);
  return [
    { operation: 'GetItem', units: 1 },
    { operation: 'PutItem', units: 1 },
  ];
}

/** Calls whose number depends on the traffic. */
function moreCalls(name: string, traffic: Traffic): readonly Call[] {
  const { images, deletions } = flowOf(traffic);
  if (name === 'image-changed' && images > 0) {
    return callsOfDeletion.map((call) => ({ ...call, times: ((call.times ?? 1) * deletions) / (images + deletions) }));
  }
  if (name === 'sweep-uploads') return sweepOfStored(flowOf(traffic).stored); // part: sweep
  return [];
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
function addQueues(template: Template, fn: DeployedFunction, messages: number, use: Use): void {
  for (const source of fn.sources) {
    if (source.kind !== 'queue') continue;
    const polls = (assume('pollers') * month.seconds) / 20;
    const isFifo = template.get(source.from)?.properties.FifoQueue === true;
    use(isFifo ? 'sqs-fifo-requests' : 'sqs-requests', polls + messages * 3, featureOf(fn));
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
