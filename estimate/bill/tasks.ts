import { assume } from '../assumptions';
import type { DeployedTasks } from '../template/tasks';
import type { Use } from './feature';
import { addCalls } from './function-usage';
import type { Load } from './loads';
import { addLogs } from './logs';
import { month } from './month';

/**
 * Mean number of tasks for images that are spread evenly: as many as are busy. A task starts for an image, and stops some minutes after it,
 * so that a few images an hour keep one running.
 */
export function meanTasks({ vcpus, min, max }: DeployedTasks, perMonth: number, ms: number): number {
  const busy = (perMonth * ms) / 1000 / vcpus / month.seconds;
  const awake = Math.min(1, (perMonth * assume('taskMinutes') * 60) / month.seconds);
  return Math.max(min, Math.min(max, Math.max(busy, awake)));
}

/** What the tasks use instead of the calls of the function. */
export function addTasks(tasks: DeployedTasks, { perMonth, ms, made, table, feature }: Load, use: Use): void {
  const hours = meanTasks(tasks, perMonth, ms) * month.hours;
  use('fargate-vcpu-arm64', hours * tasks.vcpus, feature);
  use('fargate-memory-arm64', hours * tasks.memoryGb, feature);
  if (tasks.hasAddress) use('public-ipv4', hours, feature);
  // Each image is sent, received and deleted. A poll without one takes 20 seconds.
  use('sqs-requests', (hours * 3600) / 20 + perMonth * 3, feature);
  addCalls(made, table, perMonth, feature, use);
  addLogs(perMonth * assume('containerLogBytes'), tasks.logGroup, use);
  use('metrics', 4 * Math.min(1, perMonth / month.hours), 'watching');
}
