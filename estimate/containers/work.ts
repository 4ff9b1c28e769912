import { assume } from '../assumptions';
import { calls } from '../bill/calls';
import { cpuShare } from '../bill/cpu-share';
import { cpuMsOf } from '../bill/function-usage';
import { type Load, loadsOf } from '../bill/loads';
import { month } from '../bill/month';
import type { DeployedFunction } from '../template/functions';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';

/** A function that does a part of some work. */
export interface WorkFunction {
  readonly fn: DeployedFunction;
  /** Its calls for each unit of the work. */
  readonly perUnit: number;
  /** Duration of a warm call. */
  readonly ms: number;
}

/** Work that functions or containers can do. */
export interface Work {
  /** `API` answers requests; `resizer` takes messages from a queue. */
  readonly name: 'API' | 'resizer';
  /** What is counted. */
  readonly unit: 'request' | 'image';
  readonly functions: readonly WorkFunction[];
  /** CPU time of a unit on one vCPU, in milliseconds. */
  readonly cpuMs: number;
  /** Bytes of a request and its answer. 0 for a queue. */
  readonly bytes: number;
  /** Bytes that API Gateway logs for a unit. */
  readonly accessLogBytes: number;
  /** The smallest container that does it as fast as the function. */
  readonly least: { readonly vcpu: number; readonly memoryGb: number };
}

/** Work, and how much of it there is. */
export interface Task {
  readonly work: Work;
  readonly perDay: number;
}

/** One process serves all requests, so that an API needs no more than the smallest task: 0.25 vCPU and 0.5 GB. */
const leastOfApi = { vcpu: 0.25, memoryGb: 0.5 } as const;

/** Bytes of a request: its line and its headers, most of them the token. */
const requestBytes = 1_500;

/** The work of a template that containers could do: requests, and messages of queues. What it does not have is left out. */
export function tasksOf(template: Template, traffic: Traffic): Task[] {
  const { loads, isApplication } = loadsOf(template, traffic);
  const isApi = ({ feature }: Load) => feature === 'API';
  const isWorker = ({ fn }: Load) => fn.sources.some(({ kind }) => kind === 'queue');
  // Without traffic the requests are divided as with some.
  const some = loadsOf(template, { ...traffic, requestsPerDay: 1 }).loads;
  const of = (chosen: (load: Load) => boolean, units: number | undefined) => {
    const own = (units === 0 ? some : loads).filter(chosen);
    const total = units === 0 ? sum(own, ({ perMonth }) => perMonth) : units;
    return own.map((load) => ({ load, perUnit: total === undefined ? 1 : load.perMonth / (total || 1) }));
  };
  const requests = sum(loads.filter(isApi), ({ perMonth }) => perMonth);
  const api = of(isApi, requests);
  const worker = of(isWorker, undefined);
  const isLogged = template.of('AWS::ApiGatewayV2::Stage').some(({ properties }) => properties.AccessLogSettings);
  const tasks: Task[] = [];
  if (api.length > 0) {
    const lists = isApplication
      ? sum(
          api.filter(({ load }) => load.fn.name === 'list-images'),
          ({ perUnit }) => perUnit,
        )
      : 0;
    const work: Work = {
      name: 'API',
      unit: 'request',
      ...functionsOf(api, traffic),
      bytes: requestBytes + lists * assume('listBytes') + (1 - lists) * assume('answerBytes'),
      accessLogBytes: isLogged ? assume('accessLogBytes') : 0,
      least: leastOfApi,
    };
    tasks.push({ work, perDay: requests / month.days });
  }
  if (worker.length > 0) {
    const memoryMb = Math.max(...worker.map(({ load }) => load.fn.memoryMb));
    const work: Work = {
      name: 'resizer',
      unit: 'image',
      ...functionsOf(worker, traffic),
      bytes: 0,
      accessLogBytes: 0,
      least: { vcpu: cpuShare(memoryMb), memoryGb: memoryMb / 1024 },
    };
    tasks.push({ work, perDay: traffic.imagesPerDay });
  }
  return tasks;
}

function functionsOf(parts: readonly { readonly load: Load; readonly perUnit: number }[], traffic: Traffic) {
  return {
    functions: parts.map(({ load: { fn, ms }, perUnit }) => ({ fn, perUnit, ms })),
    cpuMs: sum(parts, ({ load, perUnit }) => perUnit * cpuOf(load, traffic)),
  };
}

/** The whole duration of another application's function counts as CPU time, at its share of a vCPU: the most that it can be. */
function cpuOf({ fn, made, ms }: Load, traffic: Traffic): number {
  return fn.name in calls ? cpuMsOf(fn.name, made, traffic) : ms * cpuShare(fn.memoryMb);
}

const sum = <Item>(items: readonly Item[], figure: (item: Item) => number) =>
  items.reduce((total, item) => total + figure(item), 0);
