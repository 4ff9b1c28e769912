/** The size of a Fargate task. */
export interface TaskSize {
  readonly vcpu: number;
  readonly memoryGb: number;
}

/** Memory that Fargate accepts, in GB: some values, or from one to another in steps. */
const memoryOf: readonly { readonly vcpu: number; readonly from: number; readonly to: number; readonly step: number }[] = [
  // 0.25 vCPU: 0.5, 1 or 2 GB.
  { vcpu: 0.25, from: 0.5, to: 0.5, step: 0.5 },
  { vcpu: 0.25, from: 1, to: 2, step: 1 },
  { vcpu: 0.5, from: 1, to: 4, step: 1 },
  { vcpu: 1, from: 2, to: 8, step: 1 },
  { vcpu: 2, from: 4, to: 16, step: 1 },
  { vcpu: 4, from: 8, to: 30, step: 1 },
  { vcpu: 8, from: 16, to: 60, step: 4 },
  { vcpu: 16, from: 32, to: 120, step: 8 },
];

/**
 * Every size of a task that Fargate accepts, in ascending order.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export const taskSizes: readonly TaskSize[] = memoryOf.flatMap(({ vcpu, from, to, step }) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => ({ vcpu, memoryGb: from + index * step })),
);

/** Returns, for each number of vCPUs that suffices, the size with the least memory that suffices. */
export function sizesFrom({ vcpu, memoryGb }: TaskSize): TaskSize[] {
  const enough = taskSizes.filter((size) => size.vcpu >= vcpu && size.memoryGb >= memoryGb);
  return enough.filter((size, index) => size.vcpu !== enough[index - 1]?.vcpu);
}
