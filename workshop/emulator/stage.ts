import { CloudFormationClient, paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { FunctionName } from '../../lib/functions';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { Template } from './assembly';
import { assemblyConcessions } from './assembly-concessions';
import { Cdk, type Outputs, stackName } from './cdk';
import { type Conceded, concessions } from './concessions';
import { fetchFrom } from './fetch';
import { RolePolicies } from './iam';
import type { Emulator } from './ministack';

/** A sandbox that the CDK's command line has deployed to an emulator. */
export class Stage {
  private constructor(
    readonly cdk: Cdk,
    /** As it was synthesised. */
    readonly template: Template,
    readonly outputs: Outputs,
    /** What became of the template. */
    readonly resources: readonly StackResourceSummary[],
    /** Leads clients of AWS and of the stage to the emulator. */
    readonly fetch: typeof globalThis.fetch,
  ) {}

  static async deploy(emulator: Emulator): Promise<Stage> {
    const cdk = new Cdk(emulator);
    await cdk.synth();
    const template = await cdk.assembly.template();
    for (const concession of assemblyConcessions) {
      await concession.make(cdk.assembly, emulator);
      tell(concession);
    }
    await cdk.bootstrap();
    await cdk.deploy();
    const resources = await resourcesAt(emulator);
    const stage = new Stage(cdk, template, await cdk.outputs(), resources, fetchFrom(emulator.endpoint));
    for (const concession of concessions) {
      await concession.make(stage, emulator);
      tell(concession);
    }
    return stage;
  }

  /** The name of the only resource of this type whose logical id begins so. */
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

function tell({ what, error }: Conceded): void {
  process.stderr.write(`CONCEDED to the emulator: ${what}. Without: ${error}\n`);
}

async function resourcesAt({ endpoint }: Emulator): Promise<StackResourceSummary[]> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const resources: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stackName })) {
    resources.push(...StackResourceSummaries);
  }
  client.destroy();
  return resources;
}
