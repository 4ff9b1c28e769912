import { cpuShare } from './cpu-share';

/**
 * How long resizing a photo of 12 megapixels takes, in milliseconds, by the memory of the function in MB. A cgroup limited the process to its
 * share of a CPU, megabytes divided by 1769, on an x86 machine in November 2026. sharp uses several threads, so that more than one vCPU still helps a little.
 */
const measured: readonly (readonly [memoryMb: number, ms: number])[] = [
  [512, 753],
  [1024, 363],
  [1536, 232],
  [1769, 210],
  [2048, 196],
  [3008, 184],
];

const atOneVcpu = 210;

/**
 * Returns how much longer resizing takes than with one vCPU: 1 at 1769 MB. Between the measured points it follows a power of the memory,
 * below them the share of a vCPU, and above them it stays.
 */
export function slowdownOfResizing(memoryMb: number): number {
  const above = measured.findIndex(([memory]) => memory >= memoryMb);
  const [memory = 0, ms = 0] = measured.at(above) ?? [];
  if (above < 0 || memory === memoryMb) return ms / atOneVcpu;
  const [lower, lowerMs] = measured[above - 1] ?? [];
  if (lower === undefined || lowerMs === undefined) return (ms / atOneVcpu) * (cpuShare(memory) / cpuShare(memoryMb));
  const exponent = Math.log(ms / lowerMs) / Math.log(memory / lower);
  return (lowerMs / atOneVcpu) * (memoryMb / lower) ** exponent;
}
