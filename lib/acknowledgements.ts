import { CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule of cdk-nag that is broken on purpose. */
export interface Acknowledgement {
  /** As cdk-nag reports it; a construct in braces stands for its logical id. */
  readonly rule: string;
  /** Path of the construct below the stack: the rule is let go for everything within. */
  readonly at: string;
  readonly reason: string;
}

/** Each still matches a finding in some stage or setting; a test compares them. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-COG2',
    at: 'Storage/SignIn',
    reason:
      'A second factor is offered to every user, by an authenticator app, and forced on none: a forced one would end the demo.',
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
    rule: 'AwsSolutions-IAM5[Resource::<{Storage/Images/Table/Resource}.Arn>/stream/*]',
    at: 'Service/image-changed',
    reason: 'ListStreams finds the stream, and so cannot name it. It lists the streams of this table alone.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'Service',
    reason:
      'X-Ray knows no resource that could be named. No other action is allowed on all: `npm run invariants` holds each of them.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: 'Service/Http/Api/GET--health',
    reason: 'Load balancers and monitors ask for it without a token, and it tells nothing but the version.',
  },
  ...['Storage/Uploads/DeadLetters', 'Service/ChangeTrigger/DeadLetters', 'Service/Webhook/DeadLetters'].map((at) => ({
    rule: 'Serverless-SQSRedrivePolicy',
    at,
    reason: 'It is a dead-letter queue itself.',
  })),
  ...['Service/ChangeTrigger/DeadLetters', 'Service/Webhook/DeadLetters'].map((at) => ({
    rule: 'AwsSolutions-SQS3',
    at,
    reason: 'It is a dead-letter queue itself: of a stream or a rule, which this check does not see.',
  })),
  {
    rule: 'Serverless-LambdaDLQ',
    at: 'Service',
    reason:
      'What a queue or the stream hands over has dead letters of its own, the API waits for its answers, and a turn that the sweep missed is made up for by the next.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: 'Service',
    reason: 'Traces are billed, and a setting turns them on.',
  },
  {
    rule: 'Serverless-LambdaAsyncFailureDestination',
    at: 'Service/sweep-uploads',
    reason: 'A turn that failed is made up for by the next.',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    at: 'Service/UploadTrigger',
    reason: 'A queue has its own dead letters; a mapping of one takes no destination.',
  },
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: 'Monitoring/Told',
    reason: 'It sends e-mail. One that cannot be delivered is not worth a queue: the alarm itself stands in CloudWatch.',
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
