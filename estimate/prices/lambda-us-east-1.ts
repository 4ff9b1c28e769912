import type { Figures } from './figures';

/** Lambda's figures of us-east-1 on arm64. The cost panel shows what an image costs with them, and loads no others. */
export const lambdaUsEast1 = {
  'lambda-requests': 0.2,
  'lambda-arm64': [0.0000133334, 0.0000120001, 0.0000106667],
} as const satisfies Partial<Figures['usd']>;
