import type { Resource } from './template';

/** Types of resources that have lines in the bill. */
export const pricedTypes: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Lambda::Url',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Stage',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
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
  'AWS::SNS::Subscription',
  'AWS::EC2::VPCEndpoint',
]);

/** Types that cost nothing, with the reason. */
const freeTypes: readonly (readonly [RegExp, string])[] = [
  [/^AWS::IAM::/, 'IAM is free'],
  [/^Custom::|^AWS::CloudFormation::/, 'runs only during a deployment'],
  [/^AWS::CDK::Metadata$/, 'only data for the CDK'],
  [/^AWS::Lambda::(Version|Permission|EventInvokeConfig|LayerVersion)$/, 'part of a function'],
  [/^AWS::ApiGatewayV2::(Integration|Authorizer|Deployment|DomainName|ApiMapping)$/, 'part of an API'],
  [
    /^AWS::ApiGateway::(Resource|Deployment|Account|Authorizer|Model|RequestValidator|GatewayResponse|UsagePlan|UsagePlanKey|ApiKey|DomainName|BasePathMapping)$/,
    'part of an API',
  ],
  [/^AWS::S3::BucketPolicy$|^AWS::SQS::QueuePolicy$|^AWS::SNS::TopicPolicy$/, 'a policy'],
  [/^AWS::CloudFront::(OriginAccessControl|ResponseHeadersPolicy|CachePolicy|OriginRequestPolicy)$/, 'part of a distribution'],
  [/^AWS::Cognito::(UserPool\w+|ManagedLoginBranding)$/, 'part of a user pool'],
  [/^AWS::Events::Connection$/, 'includes its secret'],
  [/^AWS::Scheduler::ScheduleGroup$/, 'a group'],
  [/^AWS::CodeDeploy::/, 'free for Lambda'],
  [/^AWS::ECS::(Cluster|TaskDefinition)$/, 'part of a service'],
  [
    /^AWS::EC2::(VPC|Subnet|Route|RouteTable|SubnetRouteTableAssociation|InternetGateway|VPCGatewayAttachment|SecurityGroup)$/,
    'part of a network',
  ],
  [/^AWS::Logs::QueryDefinition$/, 'only saved; each run costs 0.005 USD for each GB that it reads'],
  [/^AWS::Budgets::Budget$/, 'budgets without actions are free'],
];

/** Returns why resources of this type cost nothing; `undefined` when they may. */
export function reasonOfFree(type: string): string | undefined {
  return freeTypes.find(([pattern]) => pattern.test(type))?.[1];
}

/** Parts of priced types that have their own price, which the bill does not include. */
const furtherParts: Readonly<Record<string, (properties: Resource['properties']) => string | false | undefined>> = {
  'AWS::ApiGatewayV2::Api': ({ ProtocolType }) => ProtocolType === 'WEBSOCKET' && 'WebSocket',
  'AWS::ApiGateway::Stage': ({ CacheClusterEnabled }) => CacheClusterEnabled === true && 'cache',
  'AWS::DynamoDB::Table': ({ TableClass }) => TableClass === 'STANDARD_INFREQUENT_ACCESS' && 'infrequent access',
  'AWS::DynamoDB::GlobalTable': ({ Replicas = [] }) => Replicas.length > 1 && 'further replicas',
  'AWS::Lambda::Function': ({ SnapStart }) => SnapStart?.ApplyOn === 'PublishedVersions' && 'SnapStart',
  'AWS::Lambda::EventSourceMapping': ({ ProvisionedPollerConfig }) =>
    ProvisionedPollerConfig !== undefined && 'provisioned pollers',
  // Those of S3 and DynamoDB are free.
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType = 'Gateway' }) => VpcEndpointType !== 'Gateway' && String(VpcEndpointType),
  // Calls of functions and of queues are free, and so are 1,000 e-mails a month.
  'AWS::SNS::Subscription': ({ Protocol }) => !/^(lambda|sqs|email|email-json)$/.test(Protocol) && String(Protocol),
};

/** Returns why a resource of a priced type is not priced as a whole: `WebSocket`. `undefined` when it is. */
export function furtherPartOf({ type, properties }: Resource): string | undefined {
  return furtherParts[type]?.(properties) || undefined;
}
