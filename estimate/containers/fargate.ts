import { assume } from '../assumptions';
import { gigabyte, month } from '../bill/month';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import { type Amount, usdOfAmounts } from './amount';
import { pollSeconds } from './functions';
import { balancedTraffic, capacityUnits } from './load-balancer';
import { peakVcpu, type Sizing } from './sizing';
import { sizesFrom, type TaskSize } from './task-size';
import type { Task } from './work';

/** Tasks of one size that run all the time. */
export interface Fleet {
  readonly size: TaskSize;
  readonly count: number;
  readonly amounts: readonly Amount[];
  /** USD in a month. */
  readonly usd: number;
}

/** An API has a task in each of two zones. A queue waits until a new worker has started. */
const leastTasks = { API: 2, resizer: 1 } as const;

/** A load balancer has an address in each of its zones. */
const zones = 2;

/** The cheapest fleet for some work. Its tasks are in public subnets, each with an address, because a NAT gateway costs more. */
export function fleetFor(task: Task, sizing: Sizing, list: PriceList<PriceName>): Fleet {
  const fleets = sizesFrom(task.work.least).map((size) => fleetOf(size, task, sizing, list));
  return fleets.reduce((best, other) => (other.usd < best.usd ? other : best));
}

function fleetOf(size: TaskSize, task: Task, sizing: Sizing, list: PriceList<PriceName>): Fleet {
  const { name } = task.work;
  const count = Math.max(leastTasks[name], Math.ceil(peakVcpu(task, sizing.shape) / (size.vcpu * sizing.utilization)));
  const hours = count * month.hours;
  const amounts: Amount[] = [
    ['fargate-vcpu-arm64', hours * size.vcpu],
    ['fargate-memory-arm64', hours * size.memoryGb],
    ['container-log-ingestion', logsOf(task)],
    ...(name === 'API'
      ? ([
          ['public-ipv4', hours + zones * month.hours],
          ['load-balancer', month.hours],
          ['load-balancer-capacity', unitsOf(task) * month.hours],
        ] as const)
      : ([
          ['public-ipv4', hours],
          ['sqs-requests', (count * month.seconds) / pollSeconds],
        ] as const)),
  ];
  return { size, count, amounts, usd: usdOfAmounts(amounts, list) };
}

/** GB of logs in a month. */
export const logsOf = ({ perDay }: Task) => (perDay * month.days * assume('containerLogBytes')) / gigabyte;

/** The mean of the capacity units. The same dimension needs most at every hour, because all of them follow the requests. */
const unitsOf = ({ work, perDay }: Task) => capacityUnits(balancedTraffic(perDay / 86_400, work.bytes));
