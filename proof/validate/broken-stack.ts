import { Annotations, type Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
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

/** A stack with a fault for each tool. One that says nothing of it would say nothing of anything. */
export function brokenStack(outdir: string): Stack {
  const stack = stackOf({}, outdir);
  Annotations.of(stack).addWarningV2('broken', 'This stack is broken on purpose.');
  const queue = new CfnQueue(stack, 'BrokenQueue');
  queue.addPropertyOverride('VisibilityTimeout', 'soon');
  new CfnTable(stack, 'BrokenTable', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
  return stack;
}
