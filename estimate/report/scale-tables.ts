import { limits } from '../simulation/limits';
import { overload } from '../simulation/overload';
import { simulateSpike } from '../simulation/simulate-spike';
import { defaultAccountConcurrency, defaultSeed, type UsersFeel, usersFeel } from '../simulation/users-feel';
import type { Template } from '../template/template';
import { usualShape } from '../traffic/shape';
import { profiles, type Traffic } from '../traffic/traffic';
import { milliseconds, percent, quantity } from './format';

/** A stage in an account. */
export interface Stage {
  readonly name: string;
  readonly template: Template;
  /** @default defaultAccountConcurrency */
  readonly accountConcurrency?: number;
}

/** Of a hundred requests that read, five upload. Each upload adds its own requests, and a tenth of the images is deleted. */
const uploadsPerRead = 0.05;
const requestsPerRead = 1 + uploadsPerRead * (1 + 2 + 0.1);

/** Steady traffic of a number of requests in a second. */
export function trafficOf(perSecond: number): Traffic {
  const requestsPerDay = (perSecond * 86_400) / requestsPerRead;
  return { ...profiles.sustained, requestsPerDay, imagesPerDay: requestsPerDay * uploadsPerRead, shape: usualShape('steady') };
}

const share = (value: number) => `${percent(value)} %`;
const ms = (value?: number) => (value === undefined ? '' : `${milliseconds(value)} ms`);
const nameOf = (limit: string) => limit.replaceAll('-', ' ');
const metFirst = ({ limit, metAt }: UsersFeel['firstLimit']) => (metAt === undefined ? 'none' : nameOf(limit));

/** Each limit, the status of what it rejects, and how to lift it. */
export function limitTable(): string[][] {
  const rows = Object.entries(limits).map(([name, { status, what, lift }]) => [
    nameOf(name),
    what,
    status ? String(status) : 'waits',
    lift,
  ]);
  return [['limit', 'what it is', 'a request', 'how to lift it'], ...rows];
}

/** What happens at rates of requests in a second. */
export function rateTable(stages: readonly Stage[], rates: readonly number[]): string[][] {
  const rows = stages.flatMap(({ name, template, accountConcurrency = defaultAccountConcurrency }) =>
    rates.map((rate) => {
      const feel = usersFeel(template, trafficOf(rate), accountConcurrency);
      if (!feel) throw new Error('There is traffic.');
      return [name, quantity(rate), ...rateCells(feel)];
    }),
  );
  return [
    ['stage', 'requests a second', 'answered', '429', '503', 'cold', 'p50', 'p99', 'instances', 'upload to READY', 'met first'],
    ...rows,
  ];
}

function rateCells({ model, result, window, firstLimit }: UsersFeel): string[] {
  const sum = (figure: (route: UsersFeel['result']['routes'][number]) => number) =>
    result.routes.reduce((total, route) => total + figure(route), 0);
  const count = sum((route) => route.count);
  const answered = sum((route) => route.answered);
  const lists = result.routes.find(({ name }) => name === 'GET /images');
  const [worker] = result.workers;
  const pace = overload(model, result, window, 0);
  return [
    share(answered / count),
    share(sum((route) => route.share429 * route.count) / count),
    share(sum((route) => route.share503 * route.count) / count),
    share(sum((route) => route.coldShare * route.answered) / answered),
    ms(lists?.p50Ms),
    ms(lists?.p99Ms),
    quantity(Math.ceil(result.functions.reduce((total, { meanConcurrency }) => total + meanConcurrency, 0))),
    pace ? `grows: ${quantity(pace.arrive)} a second arrive, ${quantity(pace.leave)} leave` : ms(worker?.p99Ms),
    metFirst(firstLimit),
  ];
}

/** What happens when requests arrive at once. */
export function spikeTable(stages: readonly Stage[], atOnce: number): string[][] {
  const kinds = [
    ['lists', { reads: atOnce, uploads: 0 }],
    ['uploads', { reads: 0, uploads: atOnce }],
  ] as const;
  const rows = stages.flatMap(({ name, template, accountConcurrency = defaultAccountConcurrency }) =>
    kinds.map(([kind, given]) => {
      const { result, firstLimit } = simulateSpike(template, given, accountConcurrency, defaultSeed);
      const { answered = 0, count = 0, share429 = 0, share503 = 0, coldShare = 0, p50Ms, p99Ms } = result.spike ?? {};
      const [worker] = result.workers;
      return [
        name,
        `${quantity(count)} ${kind}`,
        quantity(answered),
        quantity(Math.round(count * share429)),
        quantity(Math.round(count * share503)),
        share(coldShare),
        ms(p50Ms),
        ms(p99Ms),
        worker && worker.count > 0 ? `${worker.longestDrainSeconds.toFixed(0)} s` : '',
        metFirst(firstLimit),
      ];
    }),
  );
  return [['stage', 'at once', 'answered', '429', '503', 'cold', 'p50', 'p99', 'queue empty after', 'met first'], ...rows];
}
