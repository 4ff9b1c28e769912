/** A function's share of a vCPU. It has one at 1769 MB. More are of no use to one thread. */
export const cpuShare = (memoryMb: number) => Math.min(1, memoryMb / 1769);
