import { signInScopes } from '../../lambda/contract';
import { openBrowser } from '../sign-in/open-browser';
import { signInByBrowser } from '../sign-in/sign-in';
import { outputsOf, requireOutputs } from '../stack-outputs';
import type { DemoTarget } from './demo-target';

/**
 * The API of a deployed stack, with the given token or after an interactive sign-in.
 * @throws UserError
 * @throws Error of the AWS SDK
 */
export async function openStage(stack: string, token?: string): Promise<DemoTarget> {
  const outputs = await outputsOf(stack);
  const { ApiUrl } = requireOutputs(stack, outputs, ['ApiUrl']);
  const close = async () => undefined;
  const at = { url: ApiUrl, pageUrl: outputs.PageUrl, close };
  if (token !== undefined) return { ...at, token };
  const { SignInIssuer, NativeClientId } = requireOutputs(stack, outputs, ['SignInIssuer', 'NativeClientId']);
  const settings = { issuer: SignInIssuer, clientId: NativeClientId, scope: signInScopes.join(' ') };
  // Results go to stdout, which a program may read; messages go to stderr.
  return { ...at, token: await signInByBrowser(settings, { open: openBrowser, tell: console.error }) };
}
