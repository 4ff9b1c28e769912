import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EndpointName } from '../../../lambda/api/endpoints';
import type { Shift } from '../../settings/canary';

export interface CanaryReleaseProps {
  readonly shift: Shift;
  /** The alias of each endpoint with canary releases, and the alarms that roll a release back. */
  readonly releases: readonly { readonly name: EndpointName; readonly alias: Alias; readonly alarms: readonly Alarm[] }[];
}

/** Lets CodeDeploy shift the traffic of aliases to new versions step by step, and roll back when an alarm is triggered. */
export class CanaryRelease extends Construct {
  private readonly application: LambdaApplication;

  constructor(scope: Construct, id: string, { shift, releases }: CanaryReleaseProps) {
    super(scope, id);
    this.application = new LambdaApplication(this, 'Application');
    const deploymentConfig = LambdaDeploymentConfig.fromLambdaDeploymentConfigName(
      this,
      'Shift',
      `CodeDeployDefault.Lambda${shift}`,
    );
    for (const { name, alias, alarms } of releases) {
      new LambdaDeploymentGroup(this, name, {
        application: this.application,
        alias,
        alarms: [...alarms],
        // The CDK would add a managed policy that covers all functions and alarms.
        role: this.roleFor(name, alias).withoutPolicyUpdates(),
        deploymentConfig,
        autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
      });
    }
  }

  /** The exact actions that CodeDeploy needs. Part of the role itself, so that they exist before the first release. */
  private roleFor(name: EndpointName, { lambda, aliasName }: Alias): Role {
    const stack = Stack.of(this);
    // By name, because the alias itself depends on its deployment group.
    const aliasArn = `${lambda.functionArn}:${aliasName}`;
    return new Role(this, `${name}-role`, {
      // Prevents use by other accounts: https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 'codedeploy',
              resource: 'deploymentgroup',
              resourceName: `${this.application.applicationName}/*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
      inlinePolicies: {
        MoveCalls: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
              resources: [lambda.functionArn, aliasArn],
            }),
            // CloudWatch returns composite alarms only if the permission covers all alarms, and CodeDeploy may request both
            // kinds: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html
            new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
          ],
        }),
      },
    });
  }
}
