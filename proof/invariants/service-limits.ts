/** A limit of a service that its CloudFormation schema lacks, in keywords of JSON Schema. */
type Limit = Readonly<Record<string, unknown>>;

/** The limits of one type of resource, by property, with the page that documents them. `*` is each entry of a list. */
export interface ServiceLimits {
  readonly types: readonly string[];
  readonly source: string;
  readonly limits: Readonly<Record<string, Limit>>;
}

const oneOf = (...values: unknown[]): Limit => ({ enum: values });
const from = (minimum: number, maximum?: number): Limit => ({ minimum, ...(maximum !== undefined && { maximum }) });

const viewerProtocols = oneOf('allow-all', 'https-only', 'redirect-to-https');
const triggers = oneOf('viewer-request', 'viewer-response', 'origin-request', 'origin-response');
const methods = oneOf('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE');
const periods: Limit = { anyOf: [oneOf(10, 20, 30), { multipleOf: 60 }] };
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const statistic: Limit = {
  pattern:
    '^(SampleCount|Average|Sum|Minimum|Maximum|IQM|([pP]|tm|TM|tc|TC|ts|TS|wm|WM)(100|\\d{1,2}(\\.\\d+)?)|(TM|TC|TS|WM|PR)\\(.*:.*\\))$',
};

/** The limits of the parts of a policy document. It may contain one statement instead of a list. */
const policy = (document: string): Record<string, Limit> =>
  Object.fromEntries(
    [`${document}.Statement`, `${document}.Statement.*`].flatMap((statement) => [
      [`${document}.Version`, oneOf('2008-10-17', '2012-10-17')],
      [`${statement}.Effect`, oneOf('Allow', 'Deny')],
      ...[`${statement}.Action`, `${statement}.Action.*`].map((action) => [
        action,
        { pattern: '^(\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$' },
      ]),
    ]),
  );

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html';
const apiGateway = 'https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html';

export const serviceLimits: readonly ServiceLimits[] = [
  {
    types: ['AWS::SQS::Queue'],
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue.html',
    limits: { 'RedrivePolicy.maxReceiveCount': from(1, 1000) },
  },
  {
    types: ['AWS::Lambda::EventSourceMapping'],
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html',
    limits: { MaximumRecordAgeInSeconds: { anyOf: [oneOf(-1), from(60, 604_800)] } },
  },
  {
    types: ['AWS::S3::Bucket'],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
    limits: {
      'LifecycleConfiguration.Rules.*.ExpirationInDays': from(1),
      'LifecycleConfiguration.Rules.*.NoncurrentVersionExpiration.NoncurrentDays': from(1),
      'NotificationConfiguration.QueueConfigurations.*.Event': { pattern: '^s3:[A-Za-z]+(:[A-Za-z*]+)?$' },
      'NotificationConfiguration.QueueConfigurations.*.Filter.S3Key.Rules.*.Name': { pattern: '^([Pp]re|[Ss]uf)fix$' },
    },
  },
  {
    types: ['AWS::DynamoDB::Table'],
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_KeySchemaElement.html',
    limits: {
      'KeySchema.*.KeyType': oneOf('HASH', 'RANGE'),
      'GlobalSecondaryIndexes.*.KeySchema.*.KeyType': oneOf('HASH', 'RANGE'),
    },
  },
  {
    types: ['AWS::ApiGatewayV2::Stage'],
    source: apiGateway,
    limits: {
      'DefaultRouteSettings.ThrottlingBurstLimit': from(0),
      'DefaultRouteSettings.ThrottlingRateLimit': from(0),
    },
  },
  {
    types: ['AWS::ApiGatewayV2::Api'],
    source: apiGateway,
    limits: {
      ProtocolType: oneOf('HTTP', 'WEBSOCKET'),
      'CorsConfiguration.AllowMethods.*': oneOf('*', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
      'CorsConfiguration.MaxAge': from(-1, 86_400),
    },
  },
  {
    types: ['AWS::ApiGatewayV2::Integration'],
    source: apiGateway,
    limits: {
      IntegrationType: oneOf('AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'),
      PayloadFormatVersion: oneOf('1.0', '2.0'),
      TimeoutInMillis: from(50, 30_000),
    },
  },
  {
    types: ['AWS::ApiGatewayV2::Route'],
    source: apiGateway,
    limits: { AuthorizationType: oneOf('NONE', 'AWS_IAM', 'CUSTOM', 'JWT') },
  },
  { types: ['AWS::ApiGatewayV2::Authorizer'], source: apiGateway, limits: { AuthorizerType: oneOf('REQUEST', 'JWT') } },
  {
    types: ['AWS::CloudFront::Distribution'],
    source: 'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html',
    limits: {
      'DistributionConfig.CacheBehaviors.*.ViewerProtocolPolicy': viewerProtocols,
      'DistributionConfig.CacheBehaviors.*.AllowedMethods.*': methods,
      'DistributionConfig.CacheBehaviors.*.FunctionAssociations.*.EventType': triggers,
      'DistributionConfig.DefaultCacheBehavior.AllowedMethods.*': methods,
      'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.*.EventType': triggers,
      'DistributionConfig.CustomErrorResponses.*.ErrorCachingMinTTL': from(0),
      'DistributionConfig.Origins.*.CustomOriginConfig.OriginProtocolPolicy': oneOf('http-only', 'https-only', 'match-viewer'),
      'DistributionConfig.Origins.*.CustomOriginConfig.OriginSSLProtocols.*': oneOf('SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'),
    },
  },
  {
    types: ['AWS::CloudFront::ResponseHeadersPolicy'],
    source: 'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyStrictTransportSecurity.html',
    limits: {
      'ResponseHeadersPolicyConfig.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec': from(0, 2_147_483_647),
    },
  },
  {
    types: ['AWS::ApplicationAutoScaling::ScalableTarget'],
    source: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    limits: {
      MinCapacity: from(0),
      MaxCapacity: from(0),
      'ScheduledActions.*.ScalableTargetAction.MinCapacity': from(0),
      'ScheduledActions.*.ScalableTargetAction.MaxCapacity': from(0),
    },
  },
  {
    types: ['AWS::CloudWatch::Alarm'],
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    limits: {
      Period: periods,
      'Metrics.*.Period': periods,
      'Metrics.*.MetricStat.Period': periods,
      'Metrics.*.MetricStat.Stat': statistic,
      ExtendedStatistic: statistic,
    },
  },
  {
    types: ['AWS::SNS::Subscription'],
    source: 'https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html',
    limits: { Protocol: oneOf('http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose') },
  },
  {
    types: ['AWS::Budgets::Budget'],
    source: 'https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html',
    limits: {
      'Budget.BudgetLimit.Amount': from(0),
      'Budget.BudgetType': oneOf(
        'USAGE',
        'COST',
        'RI_UTILIZATION',
        'RI_COVERAGE',
        'SAVINGS_PLANS_UTILIZATION',
        'SAVINGS_PLANS_COVERAGE',
      ),
      'Budget.TimeUnit': oneOf('DAILY', 'MONTHLY', 'QUARTERLY', 'ANNUALLY', 'CUSTOM'),
      'NotificationsWithSubscribers.*.Notification.ComparisonOperator': oneOf('GREATER_THAN', 'LESS_THAN', 'EQUAL_TO'),
      'NotificationsWithSubscribers.*.Notification.NotificationType': oneOf('ACTUAL', 'FORECASTED'),
      'NotificationsWithSubscribers.*.Notification.ThresholdType': oneOf('PERCENTAGE', 'ABSOLUTE_VALUE'),
      'NotificationsWithSubscribers.*.Subscribers.*.SubscriptionType': oneOf('SNS', 'EMAIL'),
    },
  },
  {
    types: ['AWS::Cognito::UserPool'],
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html',
    limits: { 'EnabledMfas.*': oneOf('SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP') },
  },
  {
    types: ['AWS::Cognito::UserPoolDomain'],
    source: 'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html',
    limits: { ManagedLoginVersion: from(1, 2) },
  },
  {
    types: [
      'AWS::IAM::Policy',
      'AWS::IAM::ManagedPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
    ],
    source: iam,
    limits: policy('PolicyDocument'),
  },
  {
    types: ['AWS::IAM::Role'],
    source: iam,
    limits: { ...policy('AssumeRolePolicyDocument'), ...policy('Policies.*.PolicyDocument') },
  },
];
