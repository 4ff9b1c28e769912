// The estimate of another application, as the CDK makes its template.
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Billing, BillingMode, Capacity, ProjectionType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Alias, Architecture, Code, FunctionUrlAuthType, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { estimate } from '../../estimate/bill/bill';
import { pricesOf } from '../../estimate/prices/regions';
import { functionsIn } from '../../estimate/template/functions';
import { readTemplate } from '../../estimate/template/read';
import { Template } from '../../estimate/template/template';
import { profiles } from '../../estimate/traffic/traffic';

// The sums by hand have these durations, whatever the benchmarks measure.
jest.mock('../../estimate/bill/measured.json', () => jest.requireActual('./worked-durations.json'));

const { idle } = profiles;

describe('a foreign application', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Foreign');
  const fn = (id: string, more: object = {}) =>
    new Lambda(stack, id, {
      code: Code.fromInline('exports.handler = 1;'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      ...more,
    });
  const items = fn('Items');
  new HttpApi(stack, 'Api').addRoutes({
    path: '/items',
    methods: [HttpMethod.GET, HttpMethod.POST],
    integration: new HttpLambdaIntegration('Items', items),
  });
  const legacy = new RestApi(stack, 'Old', { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
  const live = new Alias(stack, 'Live', { aliasName: 'live', version: fn('Legacy').currentVersion });
  legacy.root.addMethod('GET', new LambdaIntegration(live));
  fn('Hook', { ephemeralStorageSize: Size.gibibytes(2), architecture: Architecture.ARM_64 }).addFunctionUrl({
    authType: FunctionUrlAuthType.NONE,
  });
  new WebSocketApi(stack, 'Chat').addRoute('send', { integration: new WebSocketLambdaIntegration('Send', fn('Send')) });
  fn('Worker').addEventSource(new SqsEventSource(new Queue(stack, 'Queue')));
  fn('Orders').addEventSource(new SqsEventSource(new Queue(stack, 'OrdersQueue', { fifo: true })));
  new Topic(stack, 'Topic').addSubscription(new LambdaSubscription(fn('Notified')));
  new Rule(stack, 'OnEvent', {
    eventBus: new EventBus(stack, 'Bus'),
    eventPattern: { source: ['shop'] },
    targets: [new LambdaFunction(fn('Follower'))],
  });
  new Rule(stack, 'Timer', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(fn('Hourly'))] });
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  table.addGlobalSecondaryIndex({ indexName: 'ByDate', partitionKey: { name: 'date', type: AttributeType.STRING } });
  table.addGlobalSecondaryIndex({
    indexName: 'ByName',
    partitionKey: { name: 'name', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  new Table(stack, 'Fixed', { partitionKey: { name: 'id', type: AttributeType.STRING }, readCapacity: 30, writeCapacity: 10 });
  new TableV2(stack, 'Global', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billing: Billing.provisioned({
      readCapacity: Capacity.fixed(4),
      writeCapacity: Capacity.autoscaled({ minCapacity: 2, maxCapacity: 9 }),
    }),
  });
  new Bucket(stack, 'Bucket');
  new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) });
  const template = new Template(Assertions.fromStack(stack).toJSON());

  it('has its functions, with what calls them', () => {
    expect(
      functionsIn(template, []).map(({ name, memoryMb, diskMb, architecture, sources }) => [
        name,
        memoryMb,
        diskMb,
        architecture,
        sources.map((source) => (source.kind === 'route' ? source.api : source.kind)),
      ]),
    ).toEqual([
      ['Items', 128, undefined, 'x86_64', ['http', 'http']],
      ['Legacy', 128, undefined, 'x86_64', ['rest']],
      ['Hook', 128, 2_048, 'arm64', ['url']],
      ['Send', 128, undefined, 'x86_64', ['websocket']],
      ['Worker', 128, undefined, 'x86_64', ['queue']],
      ['Orders', 128, undefined, 'x86_64', ['queue']],
      ['Notified', 128, undefined, 'x86_64', ['event']],
      ['Follower', 128, undefined, 'x86_64', ['event']],
      ['Hourly', 128, undefined, 'x86_64', ['schedule']],
    ]);
  });

  it('is priced, and what is unknown is listed', () => {
    const traffic = { ...idle, requestsPerDay: 24_000, imagesPerDay: 2_400, keptShare: 1, keptDays: 10, bytes: 1_048_576 };
    const { bill, notPriced, notes } = estimate(template, traffic, pricesOf('us-east-1'));
    const quantity = (service: string, what: string) =>
      bill.lines.find((line) => line.service === service && line.what === what)?.quantity ?? 0;
    // 730,000 requests are divided among five routes. 73,000 messages go to each of four functions, and a timer calls 730 times.
    expect(quantity('API Gateway', 'requests of HTTP APIs')).toBeCloseTo(292_000, 6);
    expect(quantity('API Gateway', 'requests of REST APIs')).toBeCloseTo(146_000, 6);
    const allCalls = 730_000 + 4 * 73_000 + 730;
    expect(quantity('Lambda', 'requests')).toBeCloseTo(allCalls, 6);
    // Each call reads an item, and writes it and its entries in two indexes.
    expect(quantity('DynamoDB', 'reads')).toBeCloseTo(allCalls, 6);
    expect(quantity('DynamoDB', 'writes')).toBeCloseTo(3 * allCalls, 6);
    expect(quantity('DynamoDB', 'write capacity')).toBeCloseTo(12 * 730, 6);
    expect(quantity('DynamoDB', 'read capacity')).toBeCloseTo(34 * 730, 6);
    // 24,000 records of 1,024 bytes in three tables. One index has whole items.
    expect(quantity('DynamoDB', 'storage')).toBeCloseTo((24_000 * 1_024 * 4) / 2 ** 30, 9);
    expect(quantity('SQS', 'requests')).toBeCloseTo(657_000 + 3 * 73_000, 6);
    expect(quantity('SQS', 'requests, FIFO')).toBeCloseTo(657_000 + 3 * 73_000, 6);
    expect(quantity('SNS', 'messages')).toBeCloseTo(73_000, 6);
    expect(quantity('EventBridge', 'custom events')).toBeCloseTo(73_000, 6);
    // 24,000 MB, each written once and read once.
    expect(quantity('S3', 'storage')).toBeCloseTo(24_000 / 1_024, 6);
    expect(quantity('S3', 'PUT, POST, LIST')).toBeCloseTo(73_000, 6);
    expect(quantity('S3', 'GET, HEAD')).toBeCloseTo(73_000, 6);
    // 146,000 calls of 50 ms, and 4,380 cold starts of 761 ms, with 1.5 GB more than is included.
    expect(quantity('Lambda', '/tmp beyond 512 MB')).toBeCloseTo((7_300 + 4_380 * 0.761) * 1.5, 3);
    expect(notPriced).toMatchObject({ 'AWS::ApiGatewayV2::Api (WebSocket)': 1, 'AWS::StepFunctions::StateMachine': 1 });
    expect(Object.keys(notPriced)).not.toContain('AWS::ApiGateway::RestApi');
    expect(notes.join(' ')).toMatch(/Items is assumed to read and to write one item/);
  });

  it.each([
    ['AWS::ApiGateway::Stage', { CacheClusterEnabled: true }, 'cache'],
    ['AWS::DynamoDB::Table', { TableClass: 'STANDARD_INFREQUENT_ACCESS' }, 'infrequent access'],
    ['AWS::DynamoDB::GlobalTable', { Replicas: [{}, {}] }, 'further replicas'],
    ['AWS::Lambda::Function', { SnapStart: { ApplyOn: 'PublishedVersions' } }, 'SnapStart'],
    ['AWS::Lambda::EventSourceMapping', { ProvisionedPollerConfig: {} }, 'provisioned pollers'],
    ['AWS::SNS::Subscription', { Protocol: 'sms' }, 'sms'],
  ])('with %s and %j lists what it does not price: %s', (type, properties, part) => {
    const of = (own: object) =>
      estimate(new Template({ Resources: { One: { Type: type, Properties: own } } }), idle, pricesOf('us-east-1')).notPriced;
    expect(of(properties)).toEqual({ [`${type} (${part})`]: 1 });
    expect(of({ Protocol: 'email' })).toEqual({});
  });

  it('is rejected when it is no template', () => {
    expect(() => new Template({ AWSTemplateFormatVersion: '2010-09-09' }, 'x.json')).toThrow('x.json has no Resources.');
    expect(() => readTemplate('no-such-file.json')).toThrow(/Cannot read no-such-file\.json as JSON/);
  });
});
