import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface EmptierLogProps {
  readonly retention: RetentionDays;
}

/** Id of the CDK's provider in the stack: one for all buckets with `autoDeleteObjects`. */
const providerId = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * Gives the CDK's function that empties buckets before their deletion a log group of the stack. Otherwise Lambda creates one
 * that never expires and remains after the stack is deleted (https://github.com/aws/aws-cdk/issues/24815). Call it after all
 * buckets exist; without such a bucket it does nothing.
 */
export class EmptierLog extends Construct {
  constructor(scope: Construct, id: string, { retention }: EmptierLogProps) {
    super(scope, id);
    const provider = Stack.of(this).node.tryFindChild(providerId);
    if (!provider) return;
    const handler = provider.node.findChild('Handler');
    const role = provider.node.findChild('Role');
    if (!CfnResource.isCfnResource(handler) || !CfnResource.isCfnResource(role))
      throw new TypeError(`The construct ${providerId} of the CDK has changed. Adapt lib/constructs/auto-delete-log.ts.`);
    const log = new LogGroup(this, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY });
    handler.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
    // Replaces the managed policy, which would allow the function to create the log group again after its deletion.
    role.addPropertyDeletionOverride('ManagedPolicyArns');
    role.addPropertyOverride('Policies', [
      {
        PolicyName: 'WriteItsLog',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log.logGroupArn }],
        },
      },
    ]);
  }
}
