import { UserError } from '../../cli/user-error';
import { loopbackPorts } from '../../client/sign-in/loopback-ports';
import { IssuerUnreachable, OidcClient, SignInRefused, type SignInSettings } from '../../client/sign-in/oidc-client';
import { openLoopback } from './loopback';

export interface SignInHost {
  /** Shows the address in a browser, if it can. */
  open(url: string): void;
  /** Tells the one at the terminal. */
  tell(words: string): void;
  /** Ports that the issuer knows. @default those of a deployed stage */
  readonly ports?: readonly number[];
  /** How long to wait for the browser, in milliseconds. @default 5 minutes */
  readonly timeoutMs?: number;
}

/**
 * Signs somebody in as tools of the terminal do: in the browser, back to this computer (RFC 8252).
 * @returns an access token  @throws UserError when it came to nothing, in words
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
    tell(`Sign in here, if your browser did not open by itself:\n${url}`);
    open(url);
    return (await client.finish(transaction, await answer)).accessToken;
  } catch (error) {
    if (error instanceof IssuerUnreachable) throw new UserError(`${error.message} Is this computer online?`);
    if (error instanceof SignInRefused) throw new UserError(`You are not signed in: ${error.message}`);
    throw error;
  } finally {
    loopback.close();
  }
}
