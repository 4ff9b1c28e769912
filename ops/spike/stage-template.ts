import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { Template } from '../../estimate/template/template';

/** The template of a deployed stack, as it is now. @throws Error of the AWS SDK */
export async function templateOf(stack: string): Promise<Template> {
  const { TemplateBody = '{}' } = await new CloudFormationClient().send(new GetTemplateCommand({ StackName: stack }));
  return new Template(JSON.parse(TemplateBody), stack);
}
