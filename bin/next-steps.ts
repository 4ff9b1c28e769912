import { defaultStack } from '../lambda/names';
import type { OutputName } from '../lib/outputs';

type Outputs = Readonly<Partial<Record<OutputName, string>>>;

/** Outputs of the deployed stacks, by stack name, in the format of `cdk deploy --outputs-file`. */
export type DeployedOutputs = Readonly<Record<string, Outputs>>;

/** Lines about the next steps after the deployment of one stack. */
type Steps = (outputs: Outputs, stack: string) => string[];

const steps: readonly Steps[] = [
  address,
  firstUser, // part: ops
];

/** Returns the next steps after a deployment, one per line. */
export function nextSteps(outputs: DeployedOutputs): string[] {
  return Object.entries(outputs).flatMap(([stack, ofStack]) => steps.flatMap((step) => step(ofStack, stack)));
}

function address(outputs: Outputs): string[] {
  if (outputs.PageUrl) return page(outputs.PageUrl, outputs.PageTarget); // part: web
  return [`The API:       ${outputs.ApiUrl}`];
}

// part: web
function page(url: string, target?: string): string[] {
  const dns = `Its DNS name:  ${new URL(url).hostname}, CNAME or alias of ${target}`;
  return [`The page:      ${url}`, ...(target ? [dns] : [])];
}

// part: ops
function firstUser(_: Outputs, stack: string): string[] {
  const option = stack === defaultStack ? '' : ` --stack ${stack}`;
  return [`A first user:  npm run user -- create you@example.com${option}`];
}
