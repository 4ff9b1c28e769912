import { UserError } from '../cli/user-error';

/** Runs what asks AWS. @throws UserError of one line where AWS refused or could not be asked, and says what to do */
export async function explainAwsErrors<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const words = error instanceof UserError ? undefined : explain(error as AwsFault);
    throw words === undefined ? error : new UserError(words.replaceAll(/\s+/g, ' '));
  }
}

/** What errors of the library have in common. */
interface AwsFault extends Error {
  /** There when a service has answered. */
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

function explain({ name, message, code, $metadata }: AwsFault): string | undefined {
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `There are no credentials for AWS (${message}). Log in (aws sso login, aws configure), or set AWS_PROFILE.`;
  }
  if (message === 'Region is missing') return 'No region is chosen. Set AWS_REGION to that of the stack: AWS_REGION=eu-central-1.';
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature)/.test(name)) {
    return `AWS does not take these credentials: ${message} Log in again, or set AWS_PROFILE to another.`;
  }
  if (/^(AccessDenied|NotAuthorized|UnauthorizedOperation)/.test(name)) {
    const [, permission] = /perform: ([\w:-]+)/.exec(message) ?? [];
    const missing = permission ? `The permission ${permission} is missing` : 'A permission is missing';
    return `${missing} (${message}). Ask for it, or set AWS_PROFILE to another.`;
  }
  if ($metadata?.httpStatusCode !== undefined) return `AWS refused: ${name}: ${message}`;
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|TimeoutError/.test(`${name} ${code} ${message}`)) {
    return `AWS cannot be reached (${message || code}). Is this computer online, and AWS_REGION right?`;
  }
  return undefined;
}
