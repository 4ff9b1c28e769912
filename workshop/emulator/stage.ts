import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { FunctionName } from '../../lib/functions';
import type { Template } from './assembly';
import type { Cdk, Outputs } from './cdk';
import { RolePolicies } from './iam';

/** A sandbox stage that is deployed to an emulator. */
export class Stage {
  constructor(
    readonly cdk: Cdk,
    /** The synthesized template, before the changes for the emulator. */
    readonly template: Template,
    readonly outputs: Outputs,
    /** The deployed resources. */
    readonly resources: readonly StackResourceSummary[],
    /** Sends requests for AWS and for the stage to the emulator. */
    readonly fetch: typeof globalThis.fetch,
  ) {}

  /** The name of the only resource of this type whose logical id begins with `logicalId`. @throws Error when there are none or several */
  resource(type: string, logicalId: string): string {
    const found = this.resources.filter(({ ResourceType, LogicalResourceId = '' }) => {
      return ResourceType === type && LogicalResourceId.startsWith(logicalId);
    });
    if (found.length !== 1) throw new Error(`The stack has ${found.length} of ${type} ${logicalId}.`);
    return found[0]?.PhysicalResourceId ?? '';
  }

  buckets() {
    const buckets = Object.entries(this.template.Resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    return buckets.map(([id, { Type, Properties }]) => ({ name: this.resource(Type, id), properties: Properties }));
  }

  rolePolicies(name: FunctionName): RolePolicies {
    return new RolePolicies(this.fetch, this.resource('AWS::IAM::Role', `Service${name.replaceAll('-', '')}Role`));
  }
}
