import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import type { EndpointName } from '../../../../lambda/api/endpoints';
import { platform } from '../../../../lib/build/platform';

const root = join(__dirname, '../../../..');

/** The handler that is closest to an endpoint. */
export const crudHandlers = {
  'get-image': 'get-product',
  'list-images': 'get-products',
  'create-image': 'put-product',
  'delete-image': 'delete-product',
} as const satisfies Partial<Record<EndpointName, string>>;

export type CrudName = keyof typeof crudHandlers;

export const crudNames = Object.keys(crudHandlers) as CrudName[];

/** The four functions of a sample, packaged by `NodejsFunction` with its defaults. */
export class CrudStack extends Stack {
  readonly functions: ReadonlyMap<CrudName, NodejsFunction>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.functions = new Map(crudNames.map((name) => [name, this.functionOf(crudHandlers[name])]));
  }

  private functionOf(name: string): NodejsFunction {
    const entry = join(__dirname, `${name}.ts`);
    return new NodejsFunction(this, name, {
      ...platform,
      entry,
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
    });
  }
}
