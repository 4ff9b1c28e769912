import { assume } from '../assumptions';
import { month } from '../bill/month';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import { type Amount, usdOfAmounts } from './amount';
import { logsOf } from './fargate';
import { pollSeconds } from './functions';
import { meanVcpu, peakVcpu, type Sizing } from './sizing';
import type { Task } from './work';

/** A size of EC2 instances. */
interface MachineType {
  readonly name: string;
  readonly vcpu: number;
  /** vCPUs that it may use on the mean of a day. A burstable machine has less than all. */
  readonly lastingVcpu: number;
  readonly memoryGb: number;
  /** Its price for an hour. */
  readonly price: Amount;
}

const c7g = (size: string, vcpu: number): MachineType => ({
  name: `c7g.${size}`,
  vcpu,
  lastingVcpu: vcpu,
  memoryGb: 2 * vcpu,
  price: ['ec2-c7g', vcpu],
});

/**
 * Machines with arm64, the cheapest first. A t4g.small has a baseline of 20 % of each of its two vCPUs.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const machineTypes: readonly MachineType[] = [
  { name: 't4g.small', vcpu: 2, lastingVcpu: 0.4, memoryGb: 2, price: ['ec2-t4g-small', 1] },
  c7g('medium', 1),
  c7g('large', 2),
  c7g('xlarge', 4),
  c7g('2xlarge', 8),
  c7g('4xlarge', 16),
  c7g('8xlarge', 32),
  c7g('12xlarge', 48),
  c7g('16xlarge', 64),
];

/** One machine that runs all the time. */
export interface Machine {
  readonly type: string;
  readonly amounts: readonly Amount[];
  /** USD in a month. */
  readonly usd: number;
}

/** The cheapest machine that does all tasks, without a load balancer and a second zone. `undefined` when no machine is large enough. */
export function machineFor(
  tasks: readonly Task[],
  { shape, utilization }: Sizing,
  list: PriceList<PriceName>,
): Machine | undefined {
  const sum = (figure: (task: Task) => number) => tasks.reduce((total, task) => total + figure(task), 0);
  const [peak, mean] = [sum((task) => peakVcpu(task, shape)), sum(meanVcpu)];
  // The processes of an API and a worker need a fraction of a function's memory, and share the rest of the machine.
  const memoryGb = Math.max(...tasks.map(({ work }) => work.least.memoryGb));
  const type = machineTypes.find(
    (each) => peak <= each.vcpu * utilization && mean <= each.lastingVcpu * utilization && memoryGb <= each.memoryGb,
  );
  if (!type) return undefined;
  const [price, perHour] = type.price;
  const workers = tasks.filter(({ work }) => work.name === 'resizer').length;
  const amounts: Amount[] = [
    [price, perHour * month.hours],
    ['disk-gp3', assume('machineDiskGb')],
    ['public-ipv4', month.hours],
    ['container-log-ingestion', sum(logsOf)],
    ['sqs-requests', (workers * month.seconds) / pollSeconds],
  ];
  return { type: type.name, amounts, usd: usdOfAmounts(amounts, list) };
}
