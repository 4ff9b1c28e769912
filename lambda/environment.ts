import type { EnvironmentKey } from './contract';
import type { ImageSettings } from './core/settings';

/** Keys that Lambda itself sets. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
type LambdaKey =
  | 'AWS_REGION'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY'
  | 'AWS_SESSION_TOKEN'
  | 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';

/**
 * Returns an environment variable. Only this file of the deployed code reads the environment.
 * @throws Error that names the variable when it is missing
 */
export function requireEnv(key: EnvironmentKey | LambdaKey): string {
  const value = process.env[key];
  if (!value)
    throw new Error(`The environment variable ${key} is not set. The stack sets it: see environmentOf in lambda/contract.ts.`);
  return value;
}

/** Digests of the secret that CloudFront adds to every request; `undefined` when the API also accepts direct requests. */
export const originDigests = (): readonly string[] | undefined => process.env.ORIGIN_SHA256?.split(','); // part: web

export const imageSettings = (): ImageSettings => JSON.parse(requireEnv('IMAGE_SETTINGS'));
