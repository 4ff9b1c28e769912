/** Types of resources that have lines in the bill. */
export const pricedTypes: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::Logs::LogGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::Scheduler::Schedule',
  'AWS::Events::Rule',
  'AWS::Events::ApiDestination',
  'AWS::Events::EventBus',
  'AWS::Cognito::UserPool',
  'AWS::SNS::Topic',
]);

/** Types that cost nothing, with the reason. */
const freeTypes: readonly (readonly [RegExp, string])[] = [
  [/^AWS::IAM::/, 'IAM is free'],
  [/^Custom::|^AWS::CloudFormation::/, 'runs only during a deployment'],
  [/^AWS::CDK::Metadata$/, 'only data for the CDK'],
  [/^AWS::Lambda::(Version|Permission|EventInvokeConfig|LayerVersion|Url)$/, 'part of a function'],
  [/^AWS::ApiGatewayV2::(Integration|Authorizer|Deployment|DomainName|ApiMapping)$/, 'part of an API'],
  [/^AWS::S3::BucketPolicy$|^AWS::SQS::QueuePolicy$|^AWS::SNS::TopicPolicy$/, 'a policy'],
  [/^AWS::SNS::Subscription$/, 'billed by message; e-mails up to 1,000 a month are free'],
  [/^AWS::CloudFront::(OriginAccessControl|ResponseHeadersPolicy|CachePolicy|OriginRequestPolicy)$/, 'part of a distribution'],
  [/^AWS::Cognito::(UserPool\w+|ManagedLoginBranding)$/, 'part of a user pool'],
  [/^AWS::Events::Connection$/, 'includes its secret'],
  [/^AWS::Scheduler::ScheduleGroup$/, 'a group'],
  [/^AWS::CodeDeploy::/, 'free for Lambda'],
  [/^AWS::Budgets::Budget$/, 'budgets without actions are free'],
];

/** Returns why resources of this type cost nothing; `undefined` when they may. */
export function reasonOfFree(type: string): string | undefined {
  return freeTypes.find(([pattern]) => pattern.test(type))?.[1];
}
