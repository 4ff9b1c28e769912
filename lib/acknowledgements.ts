import { CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type EndpointRow, endpoints } from '../lambda/api/endpoints';
import type { TriggerRow } from '../lambda/events/trigger-row';
import { triggers } from '../lambda/events/triggers';
import type { Acknowledgement } from './acknowledgement';
import { ofDeadLetters, ofEndpoint, ofTrigger } from './row-acknowledgements';

// part: web
/** The CDK's own function that copies the page into its bucket, and its permissions, which the CDK defines. */
const copier = 'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C';
// part: web
const copierMay = [
  ...['Abort*', 'DeleteObject*', 'GetBucket*', 'GetObject*', 'List*'].map((action) => `Action::s3:${action}`),
  'Resource::<{Web/Files/Resource}.Arn>/*',
  'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
];

// part: containers
const ofContainers: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Originals/Resource}.Arn>/uploads/*]',
    at: 'Resizer/TaskRole',
    reason: 'The same as of the function resize-image, whose work it does.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Renditions/Resource}.Arn>/renditions/*]',
    at: 'Resizer/TaskRole',
    reason: 'The same as of the function resize-image, whose work it does.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'Resizer/ExecutionRole',
    reason: 'A token to sign in to ECR is for all repositories of an account. What it lets pull is limited to one of them.',
  },
  {
    rule: 'AwsSolutions-VPC7',
    at: 'Resizer/Network',
    reason: 'Flow logs are billed. No one can connect to the tasks, and they call only AWS.',
  },
  {
    rule: 'AwsSolutions-ECS4',
    at: 'Resizer/Cluster',
    reason: 'Container Insights bills each metric of each task. The number, CPU and memory of the tasks are free metrics.',
  },
  {
    rule: 'AwsSolutions-ECS2',
    at: 'Resizer/Task',
    reason: 'The variables are names of resources and settings, as those of a function. No secret is among them.',
  },
];

/** Each of them matches a finding in some stage or setting; a test compares them. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-COG2',
    at: 'Storage/SignIn',
    reason:
      'A setting requires a second factor, as production does. In a sandbox it is off instead of optional, because managed login lets no user set up an optional one.',
  },
  {
    rule: 'AwsSolutions-COG8',
    at: 'Storage/SignIn',
    reason: 'The plus plan is billed per active user. Users are invited, and passwords have at least 12 characters.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Originals/Resource}.Arn>/uploads/*]',
    at: 'Service',
    reason: 'The rest of the key consists of owner and id, which are known only at run time. The action is exact.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Buckets/Renditions/Resource}.Arn>/renditions/*]',
    at: 'Service',
    reason: 'The rest of the key consists of owner, id, version and size, which are known only at run time. The action is exact.',
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
      'CloudWatch describes composite alarms only with permission for all alarms. CodeDeploy can read their state, and change none.',
  },
  ...(endpoints as readonly EndpointRow[]).flatMap(ofEndpoint),
  ...(triggers as readonly TriggerRow[]).flatMap(ofTrigger),
  ...ofDeadLetters('Service/Webhook/DeadLetters'), // part: webhook
  {
    rule: 'Serverless-LambdaDLQ',
    at: 'Service',
    reason: 'Queues and streams have their own dead-letter queues, the API waits for its answers, and a timer runs again.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: 'Service',
    reason: 'Traces are billed. A setting turns them on.',
  },
  ...ofContainers, // part: containers
  // part: monitoring
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: 'Monitoring/Told',
    reason: 'It sends e-mail. A lost e-mail does not need a queue, because CloudWatch shows the state of the alarm.',
  },
  // part: web
  {
    rule: 'AwsSolutions-S1',
    at: 'Web/Files',
    reason: 'Only CloudFront reads it, and it contains only the page, which is public.',
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
      'A firewall costs at least 6 USD a month. A setting adds one, and a second setting makes the API reject requests that bypass it. Without them, the API has rate limits and requires a token.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR3',
    at: 'Web/Distribution',
    reason:
      'The API logs its own calls, and the rest is static files. CloudFront would require a bucket with ACLs, or a stack in us-east-1.',
  },
  // part: web
  {
    rule: 'AwsSolutions-CFR4',
    at: 'Web/Distribution',
    reason: 'On its own domain, CloudFront defines the TLS versions. On a custom domain, which is a setting, the minimum is 1.2.',
  },
  // part: web
  ...copierMay.map((what) => ({
    rule: `AwsSolutions-IAM5[${what}]`,
    at: 'Web/Page/Role',
    reason: 'The CDK grants this to its own function, which copies from the bootstrap bucket into the bucket of the page.',
  })),
  // part: web
  ...['AwsSolutions-L1', 'Serverless-LambdaLatestVersion'].map((rule) => ({
    rule,
    at: copier,
    reason: 'The CDK defines this function and its runtime.',
  })),
  // part: web
  {
    rule: 'Serverless-LambdaDLQ',
    at: copier,
    reason: 'CloudFormation waits for its response: a failure makes the deployment fail.',
  },
  // part: web
  {
    rule: 'Serverless-LambdaTracing',
    at: copier,
    reason: 'It runs only during deployments, and writes a log.',
  },
];

/** Adds them to cdk-nag whenever it checks the stack. */
export function acknowledgeFindings(stack: Stack): void {
  for (const { rule, at, reason } of acknowledgements) {
    const construct = find(stack, at);
    // A setting has turned this part off.
    if (construct) Validations.of(construct).acknowledge({ id: inTemplate(stack, rule), reason });
  }
}

/** Returns the finding as cdk-nag reports it for this stack. */
export function inTemplate(stack: Stack, rule: string): string {
  return rule.replaceAll(/\{([^}]+)\}/g, (whole, path) => {
    const element = find(stack, path);
    return CfnElement.isCfnElement(element) ? stack.resolve(element.logicalId) : whole;
  });
}

function find(stack: Stack, path: string): IConstruct | undefined {
  return path.split('/').reduce<IConstruct | undefined>((construct, id) => construct?.node.tryFindChild(id), stack);
}
