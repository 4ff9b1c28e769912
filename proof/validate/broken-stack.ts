import { Annotations, type Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { stackOf } from './validate-stack';

/** The tools that must report a finding in the broken stack. */
export const toolsOfBrokenStack = [
  'CloudFormation Validate',
  'AwsSolutions',
  'Serverless',
  'Construct Annotations',
  'cfn-lint',
  'invariants',
] as const;

/** A stack with a fault for each tool. A tool that reports nothing about it does not work. */
export function brokenStack(outdir: string): Stack {
  const stack = stackOf({}, outdir);
  Annotations.of(stack).addWarningV2('broken', 'This stack is broken on purpose.');
  const queue = new CfnQueue(stack, 'BrokenQueue');
  queue.addPropertyOverride('VisibilityTimeout', 'soon');
  new CfnTable(stack, 'BrokenTable', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
  return stack;
}
