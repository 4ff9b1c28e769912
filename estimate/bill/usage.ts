import { assume } from '../assumptions';
import { callsPerMonth } from '../template/rate';
import { tasksIn } from '../template/tasks';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { addApis } from './apis';
import type { Usage, Use } from './feature';
import { addFiles, addObjects } from './files';
import { type Flow, flowOf } from './flow';
import { addCalls, addCompute } from './function-usage';
import { type Load, loadsOf } from './loads';
import { addLogs, logGroupOf } from './logs';
import { addQueues, addTopicsAndBuses } from './messages';
import { gigabyte, month } from './month';
import { addTables } from './tables';
import { addTasks } from './tasks';
import { addWatching } from './watching';

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
  for (const load of loads) addFunction(template, load, flow.images, use);
  // part: containers
  if (tasksIn(template)?.isSpot)
    notes.push('Tasks on spare capacity (spot) are billed as others here. AWS changes their price, which is 50 to 70 % lower.');
  const apiRequests = loads.reduce((sum, { feature, perMonth }) => sum + (feature === 'API' ? perMonth : 0), 0);
  addApis(template, loads, use);
  addTables(template, flow.stored, use);
  addWatching(template, use);
  addSchedules(template, notes, use);
  addAnswers(template, traffic, flow, apiRequests, isApplication, use);
  if (isApplication) addFiles(template, traffic, flow, use);
  else {
    addObjects(template, traffic, flow, use);
    addTopicsAndBuses(template, flow.images, use);
  }
  addUsers(template, traffic.users, use);
  const events = isApplication ? flow.images + flow.deletions : 0;
  if (template.of('AWS::Events::ApiDestination').length > 0) use('api-destinations', events, 'webhook');
  if (!isApplication && traffic.imagesPerDay > 0)
    notes.push(
      '--images-per-day is the number of messages of each queue, stream, topic and bus, and of the objects that are stored in all buckets.',
    );
  return { usage, apiRequests, images: flow.images, notes };
}

function addFunction(template: Template, load: Load, messages: number, use: Use): void {
  const { fn, feature, perMonth, made, table, ms } = load;
  const tasks = fn.name === 'resize-image' ? tasksIn(template) : undefined; // part: containers
  // part: containers
  if (tasks) {
    addTasks(tasks, load, use);
    return;
  }
  use('lambda-requests', perMonth, feature);
  addCompute(fn, perMonth, ms, feature, use);
  addCalls(made, table, perMonth, feature, use);
  addQueues(template, load, messages, use);
  addLogs(perMonth * assume('logBytesPerCall'), logGroupOf(template, fn.id), use);
  if (fn.isTraced) use('traces', Math.min(perMonth, month.seconds) + perMonth * assume('tracedShare'), 'watching');
  if (fn.name === 'resize-image') use('metrics', 4 * Math.min(1, perMonth / month.hours), 'watching');
}

/** Answers and files on their way to the users: through a distribution, or straight from API Gateway. */
function addAnswers(template: Template, traffic: Traffic, flow: Flow, apiRequests: number, isApplication: boolean, use: Use): void {
  const hasDistribution = template.of('AWS::CloudFront::Distribution').length > 0;
  const isBehind = hasDistribution && isApplication;
  const lists = isApplication ? flow.lists : 0;
  const bytes = lists * assume('listBytes') + (apiRequests - lists) * assume('answerBytes');
  if (!isBehind) use('data-out', bytes / gigabyte, 'delivery');
  if (!hasDistribution) return;
  const visits = traffic.users * assume('visitsPerUser');
  const requests = visits * assume('filesPerVisit') + (isBehind ? apiRequests : 0);
  use('cloudfront-requests', requests, 'delivery');
  if (template.of('AWS::CloudFront::Function').length > 0) use('cloudfront-functions', requests, 'delivery');
  use('cloudfront-out', (visits * assume('bytesPerVisit') + (isBehind ? bytes : 0)) / gigabyte, 'delivery');
}

function addSchedules(template: Template, notes: string[], use: Use): void {
  for (const { id, properties } of template.of('AWS::Scheduler::Schedule')) {
    const perMonth = callsPerMonth(String(properties.ScheduleExpression));
    if (perMonth === undefined)
      notes.push(`${id}: the schedule ${properties.ScheduleExpression} is not understood, and not priced.`);
    else if (properties.State !== 'DISABLED') use('scheduler', perMonth, 'background');
  }
}

function addUsers(template: Template, users: number, use: Use): void {
  for (const { properties } of template.of('AWS::Cognito::UserPool')) {
    const tier = String(properties.UserPoolTier ?? 'ESSENTIALS').toLowerCase() as 'essentials' | 'lite' | 'plus';
    use(`cognito-${tier}`, users, 'sign-in');
  }
}
