import { CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { explainMissingStack } from '../../cli/aws-fault';

/** A stack as it is deployed. */
export interface DeployedStack {
  /** Its template, as JSON. */
  readonly template: string;
  /** The physical name of each resource, by its logical id. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Reads a stack, which requires `cloudformation:GetTemplate` and `cloudformation:ListStackResources`.
 * @throws UserError when it does not exist
 * @throws Error of the AWS SDK
 */
export async function deployedStack(stack: string): Promise<DeployedStack> {
  const client = new CloudFormationClient();
  const { TemplateBody: template = '' } = await client
    .send(new GetTemplateCommand({ StackName: stack }))
    .catch((error) => explainMissingStack(error, stack, client.config.region));
  const names = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { LogicalResourceId: id, PhysicalResourceId: name } of StackResourceSummaries) if (id && name) names.set(id, name);
  }
  return { template, names };
}
