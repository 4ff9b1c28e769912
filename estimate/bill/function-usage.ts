import { assume } from '../assumptions';
import type { DeployedFunction } from '../template/functions';
import { meanKept, shareOfKept } from '../template/kept';
import { warmMsOf } from '../template/measured';
import type { DeployedTable } from '../template/tables';
import type { Traffic } from '../traffic/traffic';
import { type Call, calls } from './calls';
import { cpuShare } from './cpu-share';
import { durations, resizeMs } from './durations';
import type { Feature, Use } from './feature';
import { slowdownOfResizing } from './memory-curve';
import { month } from './month';

const readsOfS3 = /^(Get|Head)Object$/;
const writesOfS3 = /^(Put|List)Object/;
const ofDynamoDb = /Item$|^Query$/;

/**
 * The duration of one call: its CPU time by the function's memory, and the time that it waits for each call in turn. What was measured on
 * Lambda replaces it; with other memory than it was measured with, in proportion.
 */
export function msOf(fn: DeployedFunction, made: readonly Call[], traffic: Traffic): number {
  const { measured, memoryMb } = fn;
  if (!measured) return benchmarkedMsOf(fn, made, traffic);
  if (measured.memoryMb === memoryMb) return warmMsOf(measured);
  const of = (memory: number) => benchmarkedMsOf({ ...fn, memoryMb: memory }, made, traffic);
  return warmMsOf(measured) * (of(memoryMb) / of(measured.memoryMb));
}

function benchmarkedMsOf({ name, memoryMb, sources }: DeployedFunction, made: readonly Call[], traffic: Traffic): number {
  if (!(name in calls)) return sources.length === 0 ? 0 : assume('otherCallMs');
  const slowdown = name === 'resize-image' ? slowdownOfResizing(memoryMb) : 1 / cpuShare(memoryMb);
  return cpuMsOf(name, made, traffic) * slowdown + sumOf(made, ({ operation }) => waitOf(operation));
}

/** The CPU time of one call of a function of this application, on one vCPU. */
export function cpuMsOf(name: string, made: readonly Call[], traffic: Traffic): number {
  const own = name === 'resize-image' ? resizeMs(traffic.megapixels) : name === 'list-images' ? durations.list.ms : 0;
  return durations.base.ms + own + durations.sdkCall.ms * sumOf(made, () => 1);
}

const sumOf = (made: readonly Call[], figure: (call: Call) => number) =>
  made.reduce((total, call) => total + (call.times ?? 1) * figure(call), 0);

function waitOf(operation: string): number {
  if (ofDynamoDb.test(operation)) return assume('dynamoDbMs');
  if (operation === 'SendMessage') return assume('sqsMs');
  return assume(operation === 'PutEvents' ? 'eventBridgeMs' : 's3Ms');
}

/**
 * The compute of a function: its calls and its cold starts, and the instances that are kept. Calls beyond those are billed as without them.
 */
export function addCompute(fn: DeployedFunction, perMonth: number, ms: number, feature: Feature, use: Use): void {
  const { memoryMb, diskMb = includedDiskMb, architecture, kept } = fn;
  const gigabytes = memoryMb / 1024;
  // Whole milliseconds are billed. The mean of a log is of them.
  const seconds = (fn.measured ? ms : Math.ceil(ms)) / 1000;
  const concurrency = (perMonth * seconds) / month.seconds;
  const share = kept ? shareOfKept(kept, concurrency) : 0;
  if (kept) {
    use(`warm-kept-${architecture}`, meanKept(kept, concurrency) * gigabytes * month.seconds, 'provisioned concurrency');
    use(`warm-run-${architecture}`, perMonth * share * seconds * gigabytes, feature);
  }
  const others = perMonth * (1 - share);
  const coldStarts = Math.min(others, (month.hours * 60) / assume('idleMinutes'));
  const running = others * seconds + (coldStarts * Math.ceil(loadMsOf(fn))) / 1000;
  use(`lambda-${architecture}`, running * gigabytes, feature);
  const disk = Math.max(0, diskMb - includedDiskMb) / 1024;
  use('lambda-disk', (perMonth * share * seconds + running) * disk, feature);
}

/** MB of /tmp that cost nothing. */
const includedDiskMb = 512;

/** How long a function loads its own code at a cold start; on Lambda, its whole initialization. */
export const loadMsOf = ({ name, memoryMb, measured }: DeployedFunction): number =>
  measured?.init?.mean ?? (name === 'resize-image' ? durations.loadResizer.ms : durations.load.ms) / cpuShare(memoryMb);

/** The units and requests of the calls that a function makes. Those of a table with provisioned capacity are included in it. */
export function addCalls(
  made: readonly Call[],
  table: DeployedTable | undefined,
  perMonth: number,
  feature: Feature,
  use: Use,
): void {
  for (const { operation, units = 0, indexUnits = 0, times = 1 } of made) {
    const quantity = perMonth * times;
    if (ofDynamoDb.test(operation)) {
      if (table?.isOnDemand === false) continue;
      const isRead = /^(Get|Query)/.test(operation);
      use(isRead ? 'dynamodb-reads' : 'dynamodb-writes', quantity * (units + (table?.indexes === 0 ? 0 : indexUnits)), feature);
    } else if (readsOfS3.test(operation)) use('s3-reads', quantity, feature);
    else if (writesOfS3.test(operation)) use('s3-writes', quantity, feature);
    else if (operation === 'PutEvents') use('events', quantity, feature);
  }
}
