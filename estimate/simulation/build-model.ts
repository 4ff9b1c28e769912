import { assume } from '../assumptions';
import { loadMsOf } from '../bill/function-usage';
import { type Load, loadsOf } from '../bill/loads';
import { month } from '../bill/month';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import type { Model, Route, Worker } from './model';

/** Describes the API and the queues of a template for the simulation. Streams, schedules and events of a bus are not simulated. */
export function buildModel(template: Template, traffic: Traffic, accountConcurrency: number): Model {
  const { loads, isApplication } = loadsOf(template, traffic);
  const simulated = loads.filter(({ fn }) => fn.sources.some(({ kind }) => kind === 'route' || kind === 'queue'));
  const workers = simulated.flatMap((load, fn) => workersOf(load, fn, isApplication));
  const resizer = workers.findIndex(({ name }) => name === 'resize-image');
  const routes = simulated
    .flatMap((load, fn) => routesOf(template, load, fn))
    .filter(({ perSecond }) => perSecond > 0 || !isApplication);
  const shares = routes.map(({ fn, perSecond }) => {
    const name = simulated[fn]?.fn.name ?? '';
    return isApplication ? (actionsPerDay(traffic)[name] ?? 0) : Math.max(perSecond, 1e-9);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return {
    functions: simulated.map(({ fn, ms }) => ({
      name: fn.name,
      ms,
      // A measured initialization includes the start of Node.js.
      coldMs: (fn.measured?.init ? 0 : assume('lambdaStartMs')) + loadMsOf(fn),
      warm: Math.ceil(fn.warm),
      reserved: fn.reservedConcurrency,
    })),
    routes: routes.map((route, index) => ({
      ...route,
      shareOfSpike: sum > 0 ? (shares[index] as number) / sum : 0,
      ...(isApplication && simulated[route.fn]?.fn.name === 'create-image' && resizer >= 0 && { feeds: resizer }),
    })),
    workers,
    shape: traffic.shape,
    accountConcurrency,
    spread: assume('durationSpread'),
    keepSeconds: assume('idleMinutes') * 60,
    gatewayMs: assume('gatewayMs'),
    uploadSeconds: assume('uploadSeconds'),
  };
}

/** What users do at once, in this application. Their waiting for the result is not part of it. */
const actionsPerDay = ({ requestsPerDay, listShare, imagesPerDay }: Traffic): Readonly<Record<string, number>> => ({
  'list-images': requestsPerDay * listShare,
  'get-image': requestsPerDay * (1 - listShare),
  'create-image': imagesPerDay,
});

function routesOf(template: Template, { fn, perMonth }: Load, index: number): Omit<Route, 'shareOfSpike'>[] {
  const names = fn.sources.flatMap((source) => (source.kind === 'route' ? [source.route] : []));
  return names.map((name) => ({
    name,
    fn: index,
    perSecond: perMonth / month.seconds / names.length,
    throttle: throttleOf(template, name),
  }));
}

/** The throttle of a route, which API Gateway counts for each route by itself. */
function throttleOf(template: Template, route: string): Route['throttle'] {
  for (const { properties } of template.of('AWS::ApiGatewayV2::Stage')) {
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } =
      properties.RouteSettings?.[route] ?? properties.DefaultRouteSettings ?? {};
    if (rate !== undefined && burst !== undefined) return { rate: Number(rate), burst: Number(burst) };
  }
  return undefined;
}

/** In this application, each message of the queue follows an upload. */
function workersOf({ fn, perMonth }: Load, index: number, isApplication: boolean): Worker[] {
  return fn.sources.flatMap((source) => {
    if (source.kind !== 'queue') return [];
    const { batchSize, maxConcurrency } = source;
    const perSecond = isApplication && fn.name === 'resize-image' ? 0 : perMonth / month.seconds;
    return [{ name: fn.name, fn: index, perSecond, batchSize, maxConcurrency }];
  });
}
