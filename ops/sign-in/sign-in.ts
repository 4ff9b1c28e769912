import { UserError } from '../../cli/user-error';
import { IssuerUnreachable, OidcClient, SignInRefused, type SignInSettings } from '../../client/sign-in/oidc-client';
import { loopbackPorts } from '../../lambda/contract';
import { openLoopback } from './loopback';

export interface SignInHost {
  /** Tries to open the URL in a browser. */
  open(url: string): void;
  /** Prints a message for the user. */
  tell(words: string): void;
  /** Ports of redirect URIs that the issuer knows. @default the ports of a deployed stage */
  readonly ports?: readonly number[];
  /** Timeout for the user's sign-in, in milliseconds. @default 5 minutes */
  readonly timeoutMs?: number;
}

/**
 * Signs a user in from a terminal: in the browser, with a redirect to this computer (RFC 8252).
 * @returns an access token
 * @throws UserError when the sign-in failed
 */
export async function signInByBrowser(
  settings: SignInSettings,
  { open, tell, ports = loopbackPorts, timeoutMs = 5 * 60_000 }: SignInHost,
): Promise<string> {
  const loopback = await openLoopback(ports);
  try {
    const client = await OidcClient.discover(settings);
    const { url, transaction } = await client.begin(loopback.redirectUri);
    const answer = loopback.answer(transaction.state, timeoutMs);
    tell(`If your browser did not open, sign in here:\n${url}`);
    open(url);
    return (await client.finish(transaction, await answer)).accessToken;
  } catch (error) {
    if (error instanceof IssuerUnreachable) throw new UserError(`${error.message} Check your internet connection.`);
    if (error instanceof SignInRefused) throw new UserError(`The sign-in failed: ${error.message}`);
    throw error;
  } finally {
    loopback.close();
  }
}
