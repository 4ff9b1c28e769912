import { MissingPrice, type PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import type { Template } from '../template/template';
import { type ShapeName, usualShape } from '../traffic/shape';
import type { Traffic } from '../traffic/traffic';
import { usdOfAmounts } from './amount';
import { type Curve, type Win, winOf } from './crossover';
import { fleetFor } from './fargate';
import { functionsFor } from './functions';
import { type Machine, machineFor } from './machine';
import type { Sizing } from './sizing';
import { type Task, tasksOf } from './work';

export const homes = ['Lambda', 'Fargate', 'EC2'] as const;

/** Where the work is done. */
export type Home = (typeof homes)[number];

/** What containers win at, for a shape of the traffic. Never, when a home is missing. */
export interface Crossover {
  readonly shape: ShapeName;
  readonly Fargate?: Win;
  readonly EC2?: Win;
}

/** The same work as functions and as containers. */
export interface Comparison {
  readonly of: 'API' | 'resizer' | 'both';
  /** What is counted: of both, the requests, with images in the same proportion. */
  readonly unit: 'request' | 'image';
  readonly perDay: number;
  /** USD a month without the free tier. A home is missing when no machine is large enough, or the region has no price for it. */
  readonly usd: Readonly<Partial<Record<Home, number>>>;
  /** What runs. */
  readonly what: Readonly<Partial<Record<Home, string>>>;
  /** Why a home is not compared: the region lacks a price. */
  readonly unpriced: Readonly<Partial<Record<Home, string>>>;
  /** CPU time of a unit on one vCPU, in milliseconds. Of both, of a request with its share of an image. */
  readonly cpuMs: number;
  readonly crossovers: readonly Crossover[];
  /** Where containers win with the shape of this traffic. */
  readonly own: Omit<Crossover, 'shape'>;
}

/** Shapes whose crossovers are listed. */
const comparedShapes = ['steady', 'daily-wave', 'spike'] as const satisfies readonly ShapeName[];

/** Compares the API, the resizer, and both together. What the template does not have is left out. */
export function compare(template: Template, traffic: Traffic, utilization: number, list: PriceList<PriceName>): Comparison[] {
  const tasks = tasksOf(template, traffic);
  const sizing = { shape: traffic.shape, utilization };
  const alone = tasks.map((task) => comparisonOf(task.work.name, [task], sizing, list));
  const isBoth = tasks.length > 1 && tasks.every(({ perDay }) => perDay > 0);
  return isBoth ? [...alone, comparisonOf('both', tasks, sizing, list)] : alone;
}

function comparisonOf(of: Comparison['of'], tasks: readonly Task[], sizing: Sizing, list: PriceList<PriceName>): Comparison {
  const [first] = tasks;
  if (!first) throw new TypeError('Nothing to compare.');
  const curves = curvesOf(tasks, sizing, list);
  const winsOf = (shaped: Record<Home, Curve>) => ({
    Fargate: winOf(shaped.Lambda, shaped.Fargate),
    EC2: winOf(shaped.Lambda, shaped.EC2),
  });
  return {
    of,
    unit: first.work.unit,
    perDay: first.perDay,
    usd: Object.fromEntries(homes.map((home) => [home, curves[home](first.perDay)])),
    ...whatRuns(tasks, sizing, list),
    cpuMs: tasks.reduce((ms, { work, perDay }) => ms + (work === first.work ? 1 : perDay / first.perDay) * work.cpuMs, 0),
    crossovers: comparedShapes.map((name) => ({
      shape: name,
      // What functions cost does not depend on the shape.
      ...winsOf({ ...curvesOf(tasks, { ...sizing, shape: usualShape(name) }, list), Lambda: curves.Lambda }),
    })),
    own: winsOf(curves),
  };
}

/** The cost at units of the first task. The others are in proportion. */
export function curvesOf(tasks: readonly Task[], sizing: Sizing, list: PriceList<PriceName>): Record<Home, Curve> {
  const at = (perDay: number) => scaled(tasks, perDay);
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  return {
    Lambda: remembered((perDay) => ifPriced(() => sum(at(perDay).map((task) => usdOfAmounts(functionsFor(task), list))))),
    Fargate: remembered((perDay) => ifPriced(() => sum(at(perDay).map((task) => fleetFor(task, sizing, list).usd)))),
    EC2: remembered((perDay) => ifPriced(() => machineFor(at(perDay), sizing, list)?.usd)),
  };
}

/** The same curve. It computes each point once, although crossovers with several others are searched on the same grid. */
function remembered(curve: Curve): Curve {
  const points = new Map<number, number | undefined>();
  return (perDay) => {
    if (!points.has(perDay)) points.set(perDay, curve(perDay));
    return points.get(perDay);
  };
}

/** @returns `undefined` when the region lacks a price, or has none for so much */
function ifPriced<Result>(compute: () => Result): Result | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MissingPrice) return undefined;
    throw error;
  }
}

function scaled([first, ...others]: readonly Task[], perDay: number): Task[] {
  if (!first) return [];
  return [{ ...first, perDay }, ...others.map((task) => ({ ...task, perDay: (task.perDay * perDay) / first.perDay }))];
}

function whatRuns(tasks: readonly Task[], sizing: Sizing, list: PriceList<PriceName>): Pick<Comparison, 'what' | 'unpriced'> {
  const runs: Record<Home, () => string | undefined> = {
    Lambda: () => [...new Set(tasks.flatMap(({ work }) => work.functions.map(({ fn }) => `${fn.memoryMb} MB`)))].join(', '),
    Fargate: () => tasks.map((task) => fleetText(task, sizing, list)).join('; '),
    EC2: () => machineText(machineFor(tasks, sizing, list)),
  };
  const what: Partial<Record<Home, string>> = {};
  const unpriced: Partial<Record<Home, string>> = {};
  for (const home of homes) {
    try {
      what[home] = runs[home]();
    } catch (error) {
      if (!(error instanceof MissingPrice)) throw error;
      unpriced[home] = error.message;
    }
  }
  return { what, unpriced };
}

function fleetText(task: Task, sizing: Sizing, list: PriceList<PriceName>): string {
  const { count, size } = fleetFor(task, sizing, list);
  const tasks = `${count} ${count === 1 ? 'task' : 'tasks'} of ${size.vcpu} vCPU and ${size.memoryGb} GB`;
  return task.work.name === 'API' ? `${tasks} behind a load balancer` : tasks;
}

const machineText = (machine: Machine | undefined) => (machine ? `one ${machine.type}` : 'no machine is large enough');
