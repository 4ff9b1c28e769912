import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { context } from '../../../../cdk.json';
import { endpoints } from '../../../../lambda/api/endpoints';
import { entrySource } from '../../../../lib/build/entry-source';
import { platform } from '../../../../lib/build/platform';
import { type FunctionName, functionNames } from '../../../../lib/functions';
import type { DeployedFunction } from '../../../../lib/testing/lambda-runtime/function-process';
import { packageOf } from '../../../../lib/testing/packages/assembly';

const root = join(__dirname, '../../../..');
const isEndpoint = (name: FunctionName) => endpoints.some((row) => row.name === name);

/**
 * Packages the same handlers with `NodejsFunction` and its defaults: the SDK is not bundled, and nothing is minified.
 * @param folder for the packages, outside of the checkout
 * @param ours the functions of the application, for their configuration and sharp
 */
export function bundleConventionally(
  folder: string,
  ours: Readonly<Record<FunctionName, DeployedFunction>>,
): Record<FunctionName, DeployedFunction> {
  // NodejsFunction requires entry files within the project.
  const entries = join(root, 'build', 'conventional');
  mkdirSync(entries, { recursive: true });
  const stack = new Stack(new App({ context, outdir: join(folder, 'conventional.out') }), 'Conventional');
  const constructs = functionNames.map((name) => {
    const entry = join(entries, `${name}.ts`);
    // Functions that are not endpoints do not sign URLs, and most write records. Only their packaging is conventional.
    const composition = isEndpoint(name) ? { root: '../../workshop/bench/cold-start/conventional/entry' } : {};
    writeFileSync(entry, entrySource(name, { handlers: '../../lambda', ...composition }));
    return new NodejsFunction(stack, name, {
      ...platform,
      entry,
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      // sharp cannot be bundled. It is copied next to the bundle.
      ...(name === 'resize-image' && { bundling: { externalModules: ['@aws-sdk/*', '@smithy/*', 'sharp'] } }),
    });
  });
  const assembly = (stack.node.root as App).synth();
  const { Resources } = assembly.getStackArtifact(stack.artifactId).template;
  const packaged = constructs.map((construct, index) => {
    const name = functionNames[index] as FunctionName;
    const { Code, Handler } = Resources[stack.getLogicalId(construct.node.defaultChild as never)].Properties;
    const unpacked = join(folder, 'conventional', name);
    cpSync(packageOf(assembly, Code.S3Key), unpacked, { recursive: true });
    const native = join(ours[name].folder, 'node_modules');
    if (existsSync(native)) cpSync(native, join(unpacked, 'node_modules'), { recursive: true });
    return [name, { ...ours[name], folder: unpacked, handler: Handler }] as const;
  });
  return Object.fromEntries(packaged) as Record<FunctionName, DeployedFunction>;
}
