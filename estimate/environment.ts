/** The region of the prices without `--region`: that of `npm run deploy` in this shell, or us-east-1. */
export const defaultRegion = (): string => process.env.AWS_REGION || 'us-east-1';
