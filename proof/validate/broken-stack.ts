import type { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { SynthOptions } from '../../lib/testing/synth';
import { stackOf } from './validate-stack';

/** Every tool that must find something in it. */
export const toolsOfBrokenStack = [
  'CloudFormation Validate',
  'AwsSolutions',
  'Serverless',
  'Construct Annotations',
  'cfn-lint',
  'invariants',
] as const;

/** More is kept warm than a new account has: the application warns of it. */
export const brokenSettings: SynthOptions = { settings: { warm: { 'get-image': { min: 1, max: 2 } } } };

/** A stack with a fault for each tool. One that says nothing of it would say nothing of anything. */
export function brokenStack(outdir: string): Stack {
  const stack = stackOf(brokenSettings, outdir);
  const queue = new CfnQueue(stack, 'BrokenQueue');
  queue.addPropertyOverride('VisibilityTimeout', 'soon');
  new CfnTable(stack, 'BrokenTable', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
  return stack;
}
