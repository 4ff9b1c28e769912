import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AssetManifestArtifact, type CloudAssembly } from 'aws-cdk-lib/cx-api';
import { bundleFunctions } from '../../build/bundle';
import { type FunctionName, functionNames } from '../../functions';
import type { DeployedFunction } from '../lambda-runtime/function-process';
import { synthStack } from '../synth';
import { functionOf } from '../template';

const root = join(__dirname, '../../..');

export type Functions = Readonly<Record<FunctionName, DeployedFunction>>;

/** A new folder outside of the checkout, so that it does not find the `node_modules` of the checkout. */
export async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'package-')));
}

/**
 * Simulates a deployment: each function with its package from the cloud assembly, unpacked, and with the template's
 * configuration, in which references are replaced by the names from `nameOf`.
 */
export async function deployAll(folder: string, nameOf: (logicalId: string, type: string) => string): Promise<Functions> {
  const folderOf = await bundleFunctions({ source: join(root, 'lambda'), outdir: join(folder, 'build') });
  const stack = synthStack({ code: (name) => Code.fromAsset(folderOf(name)) });
  const assembly = (stack.node.root as App).synth();
  const template = Template.fromJSON(assembly.getStackArtifact(stack.artifactId).template);
  const typeOf = (logicalId: string) => template.toJSON().Resources[logicalId].Type;
  const deployed = functionNames.map(async (name) => {
    const { Code: code, Handler, MemorySize, Timeout, Environment } = functionOf(template, name).properties;
    const unpacked = join(folder, 'task', name);
    await cp(packageOf(assembly, code.S3Key), unpacked, { recursive: true });
    const environment = Object.fromEntries(
      Object.entries<string | { Ref: string }>(Environment.Variables).map(([key, value]) => [
        key,
        resolved(value, (logicalId) => nameOf(logicalId, typeOf(logicalId))),
      ]),
    );
    const fn = { name, folder: unpacked, handler: Handler, environment, memoryMb: MemorySize, timeoutMs: Timeout * 1000 };
    return [name, fn] as const;
  });
  const functions = Object.fromEntries(await Promise.all(deployed)) as Functions;
  await rm(assembly.directory, { recursive: true });
  return functions;
}

/** Returns the folder that is uploaded under this key. */
export function packageOf(assembly: CloudAssembly, key: string): string {
  const manifest = assembly.artifacts.find(AssetManifestArtifact.isAssetManifestArtifact);
  const { source } = Object.values(manifest?.contents.files ?? {}).find(({ destinations }) =>
    Object.values(destinations).some(({ objectKey }) => objectKey === key),
  ) ?? { source: undefined };
  if (!source?.path) throw new Error(`The cloud assembly does not contain the asset ${key}.`);
  return join(assembly.directory, source.path);
}

function resolved(value: string | { Ref: string }, nameOf: (logicalId: string) => string): string {
  if (typeof value === 'string') return value;
  if (Object.keys(value).join() === 'Ref') return nameOf(value.Ref);
  throw new Error(`This test cannot resolve ${JSON.stringify(value)}.`);
}
