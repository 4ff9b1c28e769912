import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { endpoints } from '../../../../lambda/api/endpoints';
import { entrySource } from '../../../../lib/build/entry-source';
import { platform } from '../../../../lib/build/platform';
import { type FunctionName, functionNames, sizeOf } from '../../../../lib/functions';

const root = join(__dirname, '../../../..');
const isEndpoint = (name: FunctionName) => endpoints.some((row) => row.name === name);

/**
 * The functions of the application, packaged by `NodejsFunction` with its defaults: the SDK is not bundled, and nothing is minified.
 * Has nothing else of the application's stack.
 */
export class ConventionalStack extends Stack {
  readonly functions: ReadonlyMap<FunctionName, NodejsFunction>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // NodejsFunction requires entry files within the project.
    const entries = join(root, 'build', 'conventional');
    mkdirSync(entries, { recursive: true });
    this.functions = new Map(functionNames.map((name) => [name, this.functionOf(name, join(entries, `${name}.ts`))]));
  }

  private functionOf(name: FunctionName, entry: string): NodejsFunction {
    // Functions that are not endpoints do not sign URLs, and most write records. Only their packaging is conventional.
    const composition = isEndpoint(name) ? { root: '../../workshop/bench/baselines/conventional/entry' } : {};
    writeFileSync(entry, entrySource(name, { handlers: '../../lambda', ...composition }));
    const { memory, timeout } = sizeOf(name);
    return new NodejsFunction(this, name, {
      ...platform,
      memorySize: memory.toMebibytes(),
      timeout,
      entry,
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      // sharp cannot be bundled. It is copied next to the bundle.
      ...(name === 'resize-image' && { bundling: { externalModules: ['@aws-sdk/*', '@smithy/*', 'sharp'] } }),
    });
  }
}
