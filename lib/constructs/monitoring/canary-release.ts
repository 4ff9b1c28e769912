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
  /** The alias of each endpoint that is released so, and the alarms that end a release. */
  readonly releases: readonly { readonly name: EndpointName; readonly alias: Alias; readonly alarms: readonly Alarm[] }[];
}

/** Has CodeDeploy move the calls of aliases to new versions step by step, and back again when an alarm goes off. */
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
        // The CDK would add a policy that AWS manages, on all functions and alarms.
        role: this.roleFor(name, alias).withoutPolicyUpdates(),
        deploymentConfig,
        autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
      });
    }
  }

  /** Exactly what CodeDeploy does there. Within the role itself, so that it is there before the first release. */
  private roleFor(name: EndpointName, { lambda, aliasName }: Alias): Role {
    const stack = Stack.of(this);
    // By name, because the alias itself waits for its deployment group.
    const aliasArn = `${lambda.functionArn}:${aliasName}`;
    return new Role(this, `${name}-role`, {
      // So that nobody else's releases use it: https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
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
            // CloudWatch answers for composite alarms only where the permission covers all alarms, and CodeDeploy may ask for both
            // kinds: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html
            new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
          ],
        }),
      },
    });
  }
}
