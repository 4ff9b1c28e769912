import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UserError } from '../cli/user-error';
import type { OutputName } from '../lib/outputs';

export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

/** What a deployed stack says of itself. @throws UserError when there is no such stack  @throws Error what the library throws */
export async function outputsOf(stack: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack })).catch(async (error) => {
    if (!/does not exist/.test(error.message)) throw error;
    const region = await client.config.region();
    throw new UserError(
      `There is no stack "${stack}" in ${region}. Name another (--stack NAME), or set AWS_REGION or AWS_PROFILE.`,
    );
  });
  return Object.fromEntries((found?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** Those of them that are required. @throws UserError when one is missing */
export function requireOutputs<Name extends OutputName>(
  stack: string,
  outputs: Outputs,
  names: readonly Name[],
): Record<Name, string> {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new UserError(`The stack "${stack}" does not say its ${missing.join(' and ')}. Is it this application? Deploy it anew.`);
  }
  return outputs as Record<Name, string>;
}
