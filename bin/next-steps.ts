import { defaultStack } from '../lambda/names';
import type { OutputName } from '../lib/outputs';

/** Outputs of the deployed stacks, by stack name, in the format of `cdk deploy --outputs-file`. */
export type DeployedOutputs = Readonly<Record<string, Readonly<Partial<Record<OutputName, string>>>>>;

/** Returns the next steps after a deployment, one per line. */
export function nextSteps(outputs: DeployedOutputs): string[] {
  return Object.entries(outputs).flatMap(([stack, { PageUrl, PageTarget, ApiUrl }]) => {
    const option = stack === defaultStack ? '' : ` --stack ${stack}`;
    return [
      ...(PageUrl ? [`The page:      ${PageUrl}`] : [`The API:       ${ApiUrl}`]),
      ...(PageUrl && PageTarget ? [`Its DNS name:  ${new URL(PageUrl).hostname}, CNAME or alias of ${PageTarget}`] : []),
      `A first user:  npm run user -- create you@example.com${option}`,
    ];
  });
}
