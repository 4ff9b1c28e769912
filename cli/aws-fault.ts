import { UserError } from './user-error';

/**
 * Runs code that calls AWS. @throws UserError with the cause and the fix, in one line, when AWS rejects the call or cannot be
 * reached
 */
export async function explainAwsErrors<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const message = error instanceof UserError ? undefined : explain(error as AwsFault);
    throw message === undefined ? error : new UserError(message.replaceAll(/\s+/g, ' '));
  }
}

/** Fields of all errors of the SDK. */
interface AwsFault extends Error {
  /** Present when the service has responded. */
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

function explain({ name, message, code, $metadata }: AwsFault): string | undefined {
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `No AWS credentials found (${message}). Log in (aws sso login, aws configure), or set AWS_PROFILE.`;
  }
  if (message === 'Region is missing')
    return 'No region is set. Set AWS_REGION to the region of the stack: AWS_REGION=eu-central-1.';
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature)/.test(name)) {
    return `AWS rejected the credentials: ${message} Log in again, or set AWS_PROFILE to another profile.`;
  }
  if (/^(AccessDenied|NotAuthorized|UnauthorizedOperation)/.test(name)) {
    const [, permission] = /perform: ([\w:-]+)/.exec(message) ?? [];
    const missing = permission ? `The permission ${permission} is missing` : 'A permission is missing';
    return `${missing} (${message}). Request it, or set AWS_PROFILE to another profile.`;
  }
  if ($metadata?.httpStatusCode !== undefined) return `AWS rejected the request: ${name}: ${message}`;
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|TimeoutError/.test(`${name} ${code} ${message}`)) {
    return `Cannot reach AWS (${message || code}). Check your internet connection and AWS_REGION.`;
  }
  return undefined;
}

/**
 * Explains the error of CloudFormation about a stack that does not exist.
 * @throws UserError for that error, and any other error unchanged
 */
export async function explainMissingStack(error: Error, stack: string, region: () => Promise<string>): Promise<never> {
  if (!/does not exist/.test(error.message)) throw error;
  throw new UserError(
    `The stack "${stack}" does not exist in ${await region()}. Name another stack (--stack NAME), or set AWS_REGION or AWS_PROFILE.`,
  );
}
