import type { App, Stack } from 'aws-cdk-lib';
import { UserError } from '../cli/user-error';
import { isProfile, type ProfileName, profiles } from '../estimate/traffic/traffic';
import { cdkRegion, printsCost } from './environment';

/**
 * Prints what a month of a stack costs, during `npm run deploy`, before the CDK asks for approval.
 * @param traffic the option of that name
 * @throws UserError when there is no such profile
 */
export function printCostOf(stack: Stack, traffic = 'startup'): void {
  if (!isProfile(traffic))
    throw new UserError(`Unknown traffic "${traffic}". Use one of: ${Object.keys(profiles).join(', ')} (-c traffic=growing).`);
  if (!printsCost()) return;
  // The app synthesizes in a handler that it has added before. After an error there, this one does not run.
  process.once('beforeExit', () => print(stack, traffic));
}

/** Without an estimate, the deployment goes on. */
async function print(stack: Stack, profile: ProfileName): Promise<void> {
  try {
    // Synthesis loads it only when it prints.
    const { costOf } = await import('../estimate/report/cost-of-stage');
    const { template } = (stack.node.root as App).synth().getStackArtifact(stack.artifactId);
    for (const line of costOf(template, profile, cdkRegion())) console.error(line);
  } catch (error) {
    console.error(`The costs of a month are unknown: ${(error as Error).message}`);
  }
}
