import { limits } from '../simulation/limits';
import type { Experience } from '../simulation/measurement';
import { overload } from '../simulation/overload';
import type { UsersFeel } from '../simulation/users-feel';
import { heading, milliseconds, percent, quantity, table } from './format';

/** What users feel, as plain text. */
export function usersFeelReport(feel: UsersFeel): string {
  const { intro, head, rows, notes } = usersFeelParts(feel);
  return [heading('What users feel'), intro, '', ...table(head, rows), '', ...notes].join('\n');
}

/** What users feel: a sentence, a table of the routes, and notes. */
export function usersFeelParts(feel: UsersFeel) {
  const { model, result, other, isWarm, warm, seed } = feel;
  const [without, withWarm] = isWarm ? [other, result] : [result, other];
  const rows = result.routes.flatMap(({ name, count }, index) => {
    const route = model.routes[index];
    const fn = model.functions[route?.fn ?? -1];
    const [cold, hot] = [without.routes[index], withWarm.routes[index]];
    if (!fn || !cold || !hot || count === 0) return [];
    return [
      [
        name,
        quantity(cold.count),
        milliseconds(fn.ms),
        milliseconds(fn.coldMs),
        ...cells(cold),
        percent(hot.coldShare),
        milliseconds(hot.p99Ms),
      ],
    ];
  });
  const instances = Object.entries(warm).map(([name, count]) => `${count} of ${name}`);
  return {
    intro: `The result of ${windowOf(feel)}, simulated with the seed ${seed}. In milliseconds and percent.`,
    head: ['route', 'requests', 'call', 'cold start', 'p50', 'p99', 'cold', '429', '503', 'cold if warm', 'p99 if warm'],
    rows,
    notes: [
      `p50 and p99 consist of ${model.gatewayMs} ms of API Gateway, the call, and the cold start of those that start cold. They are without the network to the client.`,
      ...(instances.length > 0
        ? [
            `"if warm": with provisioned concurrency, ${isWarm ? 'as in the template' : 'which this stage does not have'}: ${instances.join(', ')}.`,
          ]
        : []),
      ...workersOf(feel),
      ...spikeOf(feel),
      firstLimitOf(feel),
      ...concurrencyOf(feel),
    ],
  };
}

const cells = ({ p50Ms, p99Ms, coldShare, share429, share503 }: Experience) => [
  milliseconds(p50Ms),
  milliseconds(p99Ms),
  percent(coldShare),
  percent(share429),
  percent(share503),
];

function windowOf({ window: { from, countFrom, to } }: UsersFeel): string {
  const days = (to - from) / 86_400;
  if (days >= 1) return `${quantity(Math.round(days))} ${days < 2 ? 'day' : 'days'} of the traffic`;
  const minutes = (to - countFrom) / 60;
  return `the busiest ${minutes >= 2 ? `${quantity(Math.round(minutes))} minutes` : `${Math.round(minutes * 60)} seconds`} of a day`;
}

function workersOf({ model, result, window }: UsersFeel): string[] {
  return result.workers.flatMap(({ name, answered, p50Ms, p99Ms, coldShare, peakBacklog, longestDrainSeconds }, index) => {
    if (answered === 0) return [];
    const { maxConcurrency } = model.workers[index] ?? {};
    const pace = overload(model, result, window, index);
    if (pace) {
      return [
        `${name}: the queue grows for as long as this lasts. ${quantity(pace.arrive)} messages a second arrive, and ${quantity(pace.leave)} leave: at most ${maxConcurrency} run at a time.`,
      ];
    }
    const drained =
      peakBacklog > 0
        ? `at most ${quantity(peakBacklog)} messages waited, and the queue was empty again after ${longestDrainSeconds.toFixed(1)} s`
        : 'no message waited';
    return [
      `${name}: p50 ${milliseconds(p50Ms)} ms and p99 ${milliseconds(p99Ms)} ms from the message to the end, ${percent(coldShare)} % cold; ${drained}. ` +
        `${maxConcurrency === undefined ? 'Only the pollers of Lambda limit how many run at a time' : `At most ${maxConcurrency} run at a time`}.`,
    ];
  });
}

function spikeOf({ result: { spike }, model }: UsersFeel): string[] {
  if (!spike) return [];
  const { answered, count, share429, share503, coldShare, p50Ms, p99Ms } = spike;
  const parts = model.routes.flatMap(({ name, shareOfSpike }) => (shareOfSpike > 0 ? [`${percent(shareOfSpike)} % ${name}`] : []));
  const latency =
    answered > 0 ? `, p50 ${milliseconds(p50Ms)} ms and p99 ${milliseconds(p99Ms)} ms, ${percent(coldShare)} % cold` : '';
  return [
    `Of ${quantity(count)} requests at once (${parts.join(', ')}), ${quantity(answered)} are answered${latency}; ` +
      `${quantity(count * share429)} get 429 and ${quantity(count * share503)} get 503.`,
  ];
}

function firstLimitOf({ firstLimit: { limit, metAt, factor }, result }: UsersFeel): string {
  const { what, lift } = limits[limit];
  if (metAt === undefined) {
    const times = factor >= 10 ? quantity(Math.floor(factor)) : factor.toFixed(1);
    return `No limit is met. The first would be ${what}, at ${times} times this traffic. To lift it: ${lift}.`;
  }
  const count = result.met.find((each) => each.limit === limit)?.count ?? 0;
  const others = result.met
    .filter((each) => each.limit !== limit)
    .map((each) => `${limits[each.limit].what} (${quantity(each.count)})`);
  const further = others.length > 0 ? ` Also met: ${others.join('; ')}.` : '';
  return `The first limit that is met is ${what}, ${quantity(count)} times. To lift it: ${lift}.${further}`;
}

function concurrencyOf({ effective, model }: UsersFeel): string[] {
  if (effective.length === 0) return [];
  const lines = effective.map(
    ({ route, rate, burst, ms: duration, sustained, moment }) =>
      `  ${route}: ${quantity(rate)} a second × ${milliseconds(duration)} ms = ${sustained.toFixed(1)} at a time; ${quantity(moment)} for a moment, of a burst of ${quantity(burst)}`,
  );
  return [
    `Effective concurrency, the smaller of throttle × duration and the account's ${quantity(model.accountConcurrency)}:`,
    ...lines,
  ];
}
