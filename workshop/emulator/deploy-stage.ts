import { CloudFormationClient, paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { assemblyConcessions } from './assembly-concessions';
import { Cdk, stackName } from './cdk';
import { reportConcession } from './conceded';
import { concessions } from './concessions';
import { fetchFrom } from './fetch';
import type { Emulator } from './ministack';
import { Stage } from './stage';

/** Deploys a sandbox to an emulator with the CDK's command line, and compensates all differences from AWS. */
export async function deployStage(emulator: Emulator): Promise<Stage> {
  const cdk = new Cdk(emulator);
  await cdk.synth();
  const template = await cdk.assembly.template();
  for (const concession of assemblyConcessions) {
    await concession.make(cdk.assembly, emulator);
    reportConcession(concession);
  }
  await cdk.bootstrap();
  await cdk.deploy();
  const resources = await resourcesOf(emulator);
  const stage = new Stage(cdk, template, await cdk.outputs(), resources, fetchFrom(emulator.endpoint));
  for (const concession of concessions) {
    await concession.make(stage, emulator);
    reportConcession(concession);
  }
  return stage;
}

async function resourcesOf({ endpoint }: Emulator): Promise<StackResourceSummary[]> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const resources: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stackName })) {
    resources.push(...StackResourceSummaries);
  }
  client.destroy();
  return resources;
}
