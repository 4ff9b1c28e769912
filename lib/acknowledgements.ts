import { CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { TriggerRow } from '../lambda/events/trigger-row';
import { triggers } from '../lambda/events/triggers';
import { ofDeadLetters, ofTrigger } from './trigger-acknowledgements';

/** A rule of cdk-nag that is broken on purpose. */
export interface Acknowledgement {
  /** As cdk-nag reports it; a construct in braces stands for its logical id. */
  readonly rule: string;
  /** Path of the construct below the stack: the rule is let go for everything within. */
  readonly at: string;
  readonly reason: string;
}

// part: web
/** The CDK's own function that copies the page into its bucket, and what it may do, by the CDK's rules. */
const copier = 'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C';
// part: web
const copierMay = [
  ...['Abort*', 'DeleteObject*', 'GetBucket*', 'GetObject*', 'List*'].map((action) => `Action::s3:${action}`),
  'Resource::<{Web/Files/Resource}.Arn>/*',
  'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
];

/** Each still matches a finding in some stage or setting; a test compares them. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-COG2',
    at: 'Storage/SignIn',
    reason:
      'A setting requires a second factor, as production does. In a sandbox it is off and not optional, because managed login offers no one to set up an optional one.',
  },
  {
    rule: 'AwsSolutions-COG8',
    at: 'Storage/SignIn',
    reason: 'The plus plan is billed for every active user. Users are invited, and their passwords have 12 characters or more.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Originals/Resource}.Arn>/uploads/*]',
    at: 'Service',
    reason: 'The rest of the key is owner and id, which are known only at run time. The action is exact.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Renditions/Resource}.Arn>/renditions/*]',
    at: 'Service',
    reason: 'The rest of the key is owner, id, version and size, which are known only at run time. The action is exact.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'Service',
    reason: 'X-Ray knows no resource that could be named. No other action is allowed on all.',
  },
  // part: canary
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'Monitoring/Canary',
    reason:
      'CloudWatch describes composite alarms only to those who may describe all alarms. CodeDeploy may read their state so, and change none.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: 'Service/Http/Api/GET--health',
    reason: 'Load balancers and monitors ask for it without a token, and it tells nothing but the version.',
  },
  ...(triggers as readonly TriggerRow[]).flatMap(ofTrigger),
  ...ofDeadLetters('Service/Webhook/DeadLetters'), // part: webhook
  {
    rule: 'Serverless-LambdaDLQ',
    at: 'Service',
    reason:
      'What a queue or the stream hands over has dead letters of its own, the API waits for its answers, and the run of a timer that failed is reported by an alarm.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: 'Service',
    reason: 'Traces are billed, and a setting turns them on.',
  },
  // part: monitoring
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: 'Monitoring/Told',
    reason: 'It sends e-mail. One that cannot be delivered is not worth a queue: the alarm itself stands in CloudWatch.',
  },
  // part: web
  {
    rule: 'AwsSolutions-S1',
    at: 'Web/Files',
    reason: 'CloudFront alone reads it, and all that it holds is the page, which anyone may see.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR1',
    at: 'Web/Distribution',
    reason: 'Users are invited, wherever they are.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR2',
    at: 'Web/Distribution',
    reason:
      'A firewall costs 6 USD a month and more. A setting takes one, and a second setting makes the API refuse requests that go around it. Without them the API limits its rate, and wants a token, by itself.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR3',
    at: 'Web/Distribution',
    reason:
      'Calls of the API are logged by the API, and the rest is the page. CloudFront would log into a bucket with ACLs, or from a stack in us-east-1.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR4',
    at: 'Web/Distribution',
    reason: 'On its own domain CloudFront itself says which TLS it takes. On yours, which is a setting, it is 1.2 or later.',
  },
  // part: web
  ...copierMay.map((what) => ({
    rule: `AwsSolutions-IAM5[${what}]`,
    at: 'Web/Page/Role',
    reason: 'So the CDK lets its own function copy from the bucket of its bootstrap into the bucket of the page.',
  })),
  // part: web
  ...['AwsSolutions-L1', 'Serverless-LambdaLatestVersion'].map((rule) => ({
    rule,
    at: copier,
    reason: 'The CDK brings this function, and chooses its runtime.',
  })),
  // part: web
  {
    rule: 'Serverless-LambdaDLQ',
    at: copier,
    reason: 'CloudFormation waits for its answer: a deployment fails when it does.',
  },
  // part: web
  {
    rule: 'Serverless-LambdaTracing',
    at: copier,
    reason: 'It runs at deployments alone, and its log tells what it did.',
  },
];

/** Tells cdk-nag of them, wherever it runs over the stack. */
export function acknowledgeFindings(stack: Stack): void {
  for (const { rule, at, reason } of acknowledgements) {
    const construct = find(stack, at);
    // What a setting has turned off is not there.
    if (construct) Validations.of(construct).acknowledge({ id: inTemplate(stack, rule), reason });
  }
}

/** The rule as cdk-nag writes it of this stack. */
export function inTemplate(stack: Stack, rule: string): string {
  return rule.replaceAll(/\{([^}]+)\}/g, (whole, path) => {
    const element = find(stack, path);
    return CfnElement.isCfnElement(element) ? stack.resolve(element.logicalId) : whole;
  });
}

function find(stack: Stack, path: string): IConstruct | undefined {
  return path.split('/').reduce<IConstruct | undefined>((construct, id) => construct?.node.tryFindChild(id), stack);
}
