import { milliseconds, percent, quantity, table } from '../../estimate/report/format';
import type { Summary } from './answers';
import type { Expected } from './expected';
import type { ColdStarts } from './stage-logs';
import type { Uploads } from './uploads';

/** Everything that a spike has shown. */
export interface SpikeResult {
  readonly url: string;
  readonly what: string;
  readonly measured: Summary;
  readonly uploads?: Uploads;
  /** @default - no logs were read */
  readonly coldStarts?: ColdStarts;
  readonly expected: Expected;
}

/** The measured figures beside the simulated ones, as text. */
export function spikeReport({ url, what, measured, uploads, coldStarts, expected }: SpikeResult): string {
  const { requests, drainSeconds, assumes } = expected;
  const count = (status: number) =>
    Object.entries(measured.answers).reduce((sum, [name, number]) => sum + (name.startsWith(`${status} `) ? number : 0), 0);
  const rows = [
    ['answered', quantity(measured.answered), quantity(requests.answered)],
    ['429', quantity(count(429)), quantity(Math.round(requests.count * requests.share429))],
    ['503', quantity(count(503)), quantity(Math.round(requests.count * requests.share503))],
    ['p50, ms', milliseconds(measured.p50Ms), milliseconds(requests.p50Ms)],
    ['p99, ms', milliseconds(measured.p99Ms), milliseconds(requests.p99Ms)],
    ...(coldStarts ? [['cold, %', percent(coldStarts.cold / Math.max(1, coldStarts.calls)), percent(requests.coldShare)]] : []),
    ...(uploads ? [['all READY after, s', uploads.seconds.toFixed(1), (drainSeconds ?? 0).toFixed(1)]] : []),
  ];
  return [
    `${quantity(measured.count)} × ${what} at once to ${url}`,
    '',
    ...table(['', 'measured', 'simulated'], rows),
    '',
    ...Object.entries(measured.answers).map(([name, number]) => `${quantity(number)} × ${name}`),
    ...(uploads && uploads.failed > 0 ? [`${quantity(uploads.failed)} images FAILED.`] : []),
    ...(coldStarts ? [coldStartsOf(coldStarts)] : []),
    `The measured times include the network and the connections of this computer. The simulation assumes ${assumes}.`,
  ].join('\n');
}

function coldStartsOf({ calls, cold, initMs }: ColdStarts): string {
  const init = initMs === undefined ? '' : `, which took ${milliseconds(initMs)} ms on average`;
  return `The log has ${quantity(calls)} calls and ${quantity(cold)} cold starts${init}.`;
}
