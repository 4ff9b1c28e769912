import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { context } from '../../../cdk.json';
import type { FunctionName } from '../../../lib/functions';
import type { DeployedFunction } from '../../../lib/testing/lambda-runtime/function-process';
import { packageOf } from '../../../lib/testing/packages/assembly';
import { ConventionalStack } from './conventional/stack';
import { type CrudName, CrudStack } from './crud/stack';

const root = join(__dirname, '../../..');

export interface BaselineFunctions {
  readonly conventional: Readonly<Record<FunctionName, DeployedFunction>>;
  readonly crud: Readonly<Record<CrudName, DeployedFunction>>;
}

/**
 * Packages the functions of the baselines.
 * @param folder for the packages, outside of the checkout
 * @param ours the functions of the application, for their configuration and sharp
 */
export function bundleBaselines(folder: string, ours: Readonly<Record<FunctionName, DeployedFunction>>): BaselineFunctions {
  return {
    conventional: unpack(folder, ours, (app) => new ConventionalStack(app, 'conventional')),
    crud: unpack(folder, ours, (app) => new CrudStack(app, 'crud')),
  };
}

function unpack<Name extends FunctionName>(
  folder: string,
  ours: Readonly<Record<FunctionName, DeployedFunction>>,
  create: (app: App) => Stack & { readonly functions: ReadonlyMap<Name, NodejsFunction> },
): Record<Name, DeployedFunction> {
  const app = new App({ context });
  const stack = create(app);
  const assembly = app.synth();
  const { Resources } = assembly.getStackArtifact(stack.artifactId).template;
  const unpacked = [...stack.functions].map(([name, construct]) => {
    const { Code, Handler } = Resources[stack.getLogicalId(construct.node.defaultChild as never)].Properties;
    const target = join(folder, stack.artifactId, name);
    cpSync(packageOf(assembly, Code.S3Key), target, { recursive: true });
    const native = join(ours[name].folder, 'node_modules');
    if (existsSync(native)) {
      cpSync(native, join(target, 'node_modules'), { recursive: true });
      // As npm installs it. In the application's package, it is one file.
      cpSync(join(root, 'node_modules', 'sharp', 'dist'), join(target, 'node_modules', 'sharp', 'dist'), { recursive: true });
    }
    return [name, { ...ours[name], folder: target, handler: Handler }] as const;
  });
  rmSync(assembly.directory, { recursive: true });
  return Object.fromEntries(unpacked) as Record<Name, DeployedFunction>;
}
