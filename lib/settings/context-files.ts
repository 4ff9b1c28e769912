import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns the names of all context values that the CDK reads from files instead of options.
 * @param folder the folder of cdk.json
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
