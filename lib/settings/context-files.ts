import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Names of all context that the CDK's command line reads from files, and not from its options.
 * @param folder where cdk.json is
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export function contextInFiles(folder: string): ReadonlySet<string> {
  const cached = read(join(folder, 'cdk.context.json'));
  const configured = [join(folder, 'cdk.json'), join(homedir(), '.cdk.json')].map((file) => read(file).context ?? {});
  return new Set([cached, ...configured].flatMap((context) => Object.keys(context)));
}

function read(file: string): { readonly context?: object } {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
