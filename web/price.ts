import { lambdaUsEast1 } from '../estimate/prices/lambda-us-east-1';

/**
 * Returns the cost of one invocation on arm64, in USD: the first tier of us-east-1, which also applies in eu-central-1 and most other
 * regions. Lambda bills whole milliseconds, and memory in GiB, which it calls GB. Requests have a price for a million.
 */
export function lambdaUsd({ ms, memoryMb }: { readonly ms: number; readonly memoryMb: number }): number {
  const { 'lambda-requests': perMillion, 'lambda-arm64': perGbSecond } = lambdaUsEast1;
  return (Math.ceil(ms) / 1000) * (memoryMb / 1024) * perGbSecond[0] + perMillion / 1_000_000;
}
