import { type DeployedFunction, functionsIn } from '../template/functions';
import { type DeployedTable, tableFor, tablesIn } from '../template/tables';
import { tasksIn } from '../template/tasks';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { type Call, calls, callsOfDeletion } from './calls';
import type { Feature } from './feature';
import { flowOf } from './flow';
import { msOf } from './function-usage';
import { month } from './month';
import { sweepOfStored } from './sweep'; // part: sweep

/** What a function does in a month. */
export interface Load {
  readonly fn: DeployedFunction;
  readonly feature: Feature;
  readonly perMonth: number;
  /** The calls of services that one of its calls makes. */
  readonly made: readonly Call[];
  /** The table of those calls. @default - none in the template */
  readonly table?: DeployedTable;
  /** How long one of its calls takes when it is warm. */
  readonly ms: number;
}

/** Divides the traffic among the functions of a template. */
export function loadsOf(template: Template, traffic: Traffic) {
  const notes: string[] = [];
  const functions = functionsIn(template, Object.keys(calls));
  const isApplication =
    functions.some(({ name }) => name === 'create-image') && functions.some(({ name }) => name === 'resize-image');
  const flow = flowOf(traffic);
  const routes = functions.flatMap(({ sources }) => sources.filter(({ kind }) => kind === 'route')).length;
  const tables = tablesIn(template);
  /** Functions whose work others do. */
  const replaced = new Set<string>();
  if (tasksIn(template)) replaced.add('resize-image'); // part: containers
  const loads = functions.map((fn): Load => {
    if (fn.sources.length === 0 && !replaced.has(fn.name) && !/Custom/.test(fn.id))
      notes.push(`${fn.id} is called by nothing that this estimate follows.`);
    const own = isApplication ? flow.calls[fn.name] : undefined;
    const perMonth = own ?? fn.sources.reduce((sum, source) => sum + callsFrom(source, traffic, routes, isApplication), 0);
    const table = tableFor(template, tables, fn.id);
    const made = callsIn(table, fn, traffic, isApplication, notes);
    return { fn, feature: featureOf(fn), perMonth, made, table, ms: msOf(fn, made, traffic) };
  });
  return { loads, isApplication, notes };
}

function featureOf({ name, sources }: DeployedFunction): Feature {
  if (sources.some(({ kind }) => kind === 'route')) return 'API';
  return name === 'resize-image' ? 'resizing' : 'background';
}

/** Calls in a month from one source of a function that has no part in the flow of images. */
function callsFrom(source: DeployedFunction['sources'][number], traffic: Traffic, routes: number, isApplication: boolean): number {
  if (source.kind === 'schedule') return source.perMonth;
  if (source.kind !== 'route') return traffic.imagesPerDay * month.days;
  // A route that someone has added to this application: no known share of the traffic.
  return isApplication ? 0 : (traffic.requestsPerDay * month.days) / routes;
}

/** The calls that one call of a function makes. */
function callsIn(
  table: DeployedTable | undefined,
  fn: DeployedFunction,
  traffic: Traffic,
  isApplication: boolean,
  notes: string[],
): readonly Call[] {
  const known = isApplication ? calls[fn.name] : undefined;
  if (known) return [...known, ...moreCalls(fn, traffic)];
  if (fn.sources.length === 0 || !table) return [];
  notes.push(`${fn.name} is assumed to read and to write one item of DynamoDB for each call.`);
  return [
    { operation: 'GetItem', units: 1 },
    { operation: 'PutItem', units: 1, indexUnits: table.indexes },
  ];
}

/** Calls whose number depends on the traffic. */
function moreCalls(fn: DeployedFunction, traffic: Traffic): readonly Call[] {
  const { images, deletions } = flowOf(traffic);
  if (fn.name === 'image-changed' && images > 0) {
    return callsOfDeletion.map((call) => ({ ...call, times: ((call.times ?? 1) * deletions) / (images + deletions) }));
  }
  // part: sweep
  if (fn.name === 'sweep-uploads') {
    const perMonth = fn.sources.reduce((sum, source) => sum + (source.kind === 'schedule' ? source.perMonth : 0), 0);
    return sweepOfStored(flowOf(traffic).stored, perMonth / month.days);
  }
  return [];
}
