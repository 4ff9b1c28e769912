/**
 * Lambda's list price for arm64, in USD: the first tier of us-east-1, which also applies in eu-central-1 and most other
 * regions.
 * @see https://aws.amazon.com/lambda/pricing/
 */
export const lambdaPrice = { perGbSecond: 0.0000133334, perRequest: 0.2 / 1_000_000 } as const;

/** Figures that are commonly quoted for one image: seconds from the upload to its sizes, and USD. */
export const typicalClaim = { seconds: 2, usd: 0.00003 } as const;

/** Returns the cost of one invocation, in USD. Lambda bills whole milliseconds, and memory in GiB, which it calls GB. */
export function lambdaUsd({ ms, memoryMb }: { readonly ms: number; readonly memoryMb: number }): number {
  return (Math.ceil(ms) / 1000) * (memoryMb / 1024) * lambdaPrice.perGbSecond + lambdaPrice.perRequest;
}
