import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { context } from '../../../../cdk.json';
import type { FunctionName } from '../../../../lib/functions';
import type { DeployedFunction } from '../../../../lib/testing/lambda-runtime/function-process';
import { packageOf } from '../../../../lib/testing/packages/assembly';
import { ConventionalStack } from './stack';

/**
 * Packages the same handlers conventionally.
 * @param folder for the packages, outside of the checkout
 * @param ours the functions of the application, for their configuration and sharp
 */
export function bundleConventionally(
  folder: string,
  ours: Readonly<Record<FunctionName, DeployedFunction>>,
): Record<FunctionName, DeployedFunction> {
  const app = new App({ context, outdir: join(folder, 'conventional.out') });
  const stack = new ConventionalStack(app, 'Conventional');
  const assembly = app.synth();
  const { Resources } = assembly.getStackArtifact(stack.artifactId).template;
  const packaged = [...stack.functions].map(([name, construct]) => {
    const { Code, Handler } = Resources[stack.getLogicalId(construct.node.defaultChild as never)].Properties;
    const unpacked = join(folder, 'conventional', name);
    cpSync(packageOf(assembly, Code.S3Key), unpacked, { recursive: true });
    const native = join(ours[name].folder, 'node_modules');
    if (existsSync(native)) cpSync(native, join(unpacked, 'node_modules'), { recursive: true });
    return [name, { ...ours[name], folder: unpacked, handler: Handler }] as const;
  });
  return Object.fromEntries(packaged) as Record<FunctionName, DeployedFunction>;
}
