import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { explainMissingStack } from '../cli/aws-fault';
import { UserError } from '../cli/user-error';
import type { OutputName, TriggerOutputName } from '../lib/outputs';

export type Outputs = Readonly<Partial<Record<OutputName | TriggerOutputName, string>>>;

/**
 * Returns the outputs of a deployed stack. @throws UserError when the stack does not exist
 * @throws Error of the AWS SDK
 */
export async function outputsOf(stack: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  const { Stacks: [found] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error) => explainMissingStack(error, stack, client.config.region));
  return Object.fromEntries((found?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** Returns required outputs. @throws UserError when one is missing */
export function requireOutputs<Name extends OutputName>(
  stack: string,
  outputs: Outputs,
  names: readonly Name[],
): Record<Name, string> {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new UserError(
      `The stack "${stack}" has no output ${missing.join(' and ')}. Check that it is a stack of this application, and deploy it again.`,
    );
  }
  return outputs as Record<Name, string>;
}
