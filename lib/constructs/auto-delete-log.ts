import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface EmptierLogProps {
  readonly retention: RetentionDays;
}

/** Name of the CDK's own provider in the stack: one for all buckets with `autoDeleteObjects`. */
const providerId = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * Gives the CDK's own function, which empties buckets before they are deleted, a log group of the stack. Lambda would make
 * one otherwise, which is kept for ever and outlives the stack (https://github.com/aws/aws-cdk/issues/24815). It comes after all
 * buckets; where none is emptied it does nothing.
 */
export class EmptierLog extends Construct {
  constructor(scope: Construct, id: string, { retention }: EmptierLogProps) {
    super(scope, id);
    const provider = Stack.of(this).node.tryFindChild(providerId);
    if (!provider) return;
    const handler = provider.node.findChild('Handler');
    const role = provider.node.findChild('Role');
    if (!CfnResource.isCfnResource(handler) || !CfnResource.isCfnResource(role)) throw new TypeError(`${providerId} has changed.`);
    const log = new LogGroup(this, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY });
    handler.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
    // In place of the managed policy, by which its last lines could make a log group anew.
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
