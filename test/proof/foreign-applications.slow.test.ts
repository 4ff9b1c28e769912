// Other applications, which use the defaults of the CDK.
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { findingsIn } from '../../proof/invariants';
import { genericInvariants } from '../../proof/invariants/generic';

const functionIn = (stack: Stack, id: string) =>
  new Lambda(stack, id, {
    code: Code.fromInline('exports.handler = async () => ({});'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });

const applications: Record<string, (stack: Stack) => void> = {
  'a bucket, a queue and a worker': (stack) => {
    const deadLetters = new Queue(stack, 'DeadLetters');
    const queue = new Queue(stack, 'Queue', {
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
    });
    const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(queue));
    const worker = functionIn(stack, 'Worker');
    worker.addEventSource(new SqsEventSource(queue));
    bucket.grantRead(worker);
  },
  'an HTTP API with a table and a schedule': (stack) => {
    const handler = functionIn(stack, 'Handler');
    new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } }).grantReadWriteData(handler);
    new HttpApi(stack, 'Api').addRoutes({
      path: '/items',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Items', handler),
    });
    new Rule(stack, 'Hourly', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(handler)] });
  },
  'a site with users': (stack) => {
    const origin = S3BucketOrigin.withOriginAccessControl(new Bucket(stack, 'Site'));
    new Distribution(stack, 'Distribution', { defaultBehavior: { origin } });
    new UserPool(stack, 'Users').addClient('Client');
  },
  'a REST API, a topic and a network': (stack) => {
    new RestApi(stack, 'Api').root.addMethod('GET', new LambdaIntegration(functionIn(stack, 'Handler')));
    new Topic(stack, 'Topic').addSubscription(new SqsSubscription(new Queue(stack, 'Queue')));
    new Vpc(stack, 'Vpc');
  },
};

/** The invariants that each application violates, with the resources, whose logical ids end with a hash. */
const expected: Record<keyof typeof applications, Record<string, string[]>> = {
  'a bucket, a queue and a worker': {
    'dead-letter-retention': ['DeadLetters'],
    'own-log-groups': [
      'BucketNotificationsHandler050a0587b7544547bf325f094a3db834',
      'CustomS3AutoDeleteObjectsCustomResourceProviderHandler',
      'Worker',
    ],
    'private-buckets': ['Bucket'],
    'tls-only': ['Bucket', 'DeadLetters', 'Queue'],
  },
  'an HTTP API with a table and a schedule': {
    'own-log-groups': ['ApiDefaultStage', 'Handler'],
    'point-in-time-recovery': ['Table'],
  },
  'a site with users': {
    // The name is the same in every region, but names of CloudFront are unique in an account, for all regions.
    'no-physical-names': ['DistributionOrigin1S3OriginAccessControl'],
    'cloudfront-tls': ['Distribution'],
    'private-buckets': ['Site'],
    'tls-only': ['Site'],
  },
  'a REST API, a topic and a network': {
    'own-log-groups': ['ApiDeploymentStageprod', 'Handler'],
    'tls-only': ['Queue', 'Topic'],
  },
};

it.each(Object.entries(applications))('the generic invariants report the faults of %s, and nothing else', (name, build) => {
  process.env.CDK_VALIDATION = 'false';
  const app = new App();
  const stack = new Stack(app, 'Foreign');
  build(stack);
  const found: Record<string, string[]> = {};
  for (const { invariant, id } of findingsIn(app.synth().getStackByName('Foreign').template, genericInvariants())) {
    const resource = id.replace(/[0-9A-F]{8}$/, '');
    found[invariant] = [...new Set([...(found[invariant] ?? []), resource])].sort();
  }

  expect(found).toEqual(expected[name]);
});
