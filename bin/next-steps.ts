import { defaultStack } from '../lambda/names';
import type { OutputName } from '../lib/outputs';

/** What deployed stacks say of themselves, by their names: as `cdk deploy --outputs-file` writes it. */
export type DeployedOutputs = Readonly<Record<string, Readonly<Partial<Record<OutputName, string>>>>>;

/** What whoever has deployed does next, a line for each thing. */
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
