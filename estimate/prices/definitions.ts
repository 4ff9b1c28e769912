/** What a price is for. It is the same in every region; the regions' files have the figures. */
export interface Definition {
  readonly service: string;
  readonly what: string;
  /** What is counted. */
  readonly unit: string;
  /** How many units a published figure is for. @default 1 */
  readonly per?: number;
  /** Units of a month up to which each figure but the last applies. @default - one figure for every unit */
  readonly limits?: readonly number[];
  /** What is free of it in each month. Prices with the same allowance share it, and the first of them uses it first. @default - nothing */
  readonly free?: AllowanceName;
  /** Where AWS publishes the price. */
  readonly source: string;
}

const thousand = 1_000;
const million = 1_000_000;
const billion = 1_000_000_000;
const tb = 1024;

const lambda = { service: 'Lambda', source: 'https://aws.amazon.com/lambda/pricing/' };
const api = { service: 'API Gateway', source: 'https://aws.amazon.com/api-gateway/pricing/' };
const s3 = { service: 'S3', source: 'https://aws.amazon.com/s3/pricing/' };
const sqs = { service: 'SQS', source: 'https://aws.amazon.com/sqs/pricing/' };
const dynamoDb = { service: 'DynamoDB', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' };
const provisioned = { service: 'DynamoDB', source: 'https://aws.amazon.com/dynamodb/pricing/provisioned/' };
const cloudWatch = { service: 'CloudWatch', source: 'https://aws.amazon.com/cloudwatch/pricing/' };
const cloudFront = { service: 'CloudFront', source: 'https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/' };
const eventBridge = { service: 'EventBridge', source: 'https://aws.amazon.com/eventbridge/pricing/' };
const cognito = { service: 'Cognito', source: 'https://aws.amazon.com/cognito/pricing/' };
const sns = { service: 'SNS', source: 'https://aws.amazon.com/sns/pricing/' };
const transfer = { service: 'Data transfer', source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer' };
const fargate = { service: 'Fargate', source: 'https://aws.amazon.com/fargate/pricing/' };
const balancing = { service: 'Load balancing', source: 'https://aws.amazon.com/elasticloadbalancing/pricing/' };
const ec2 = { service: 'EC2', source: 'https://aws.amazon.com/ec2/pricing/on-demand/' };
const xRay = { service: 'X-Ray', source: 'https://aws.amazon.com/xray/pricing/' };

const hours = 730;

/** Units that each account gets for free in every month, however old it is: in all regions together, and of DynamoDB in each. */
export const allowances = {
  'requests of Lambda': million,
  'compute of Lambda, GB-s': 400_000,
  'requests of SQS': million,
  'storage of DynamoDB, GB': 25,
  'write capacity of DynamoDB, unit-hours': 25 * hours,
  'read capacity of DynamoDB, unit-hours': 25 * hours,
  'logs, GB': 5,
  'metrics of alarms': 10,
  'custom metrics': 10,
  dashboards: 3,
  'requests of CloudFront': 10 * million,
  'functions of CloudFront': 2 * million,
  'data out of CloudFront, GB': 1024,
  'data out, GB': 100,
  'calls of schedules': 14 * million,
  'users of Cognito': 10_000,
  'messages of SNS': million,
  traces: 100_000,
} as const satisfies Record<string, number>;

export type AllowanceName = keyof typeof allowances;

/** Every price of the bill, and of containers instead of functions. */
export const definitions = {
  'lambda-requests': { ...lambda, what: 'requests', unit: 'request', per: million, free: 'requests of Lambda' },
  'lambda-x86_64': {
    ...lambda,
    what: 'compute, x86_64',
    unit: 'GB-s',
    limits: [6 * billion, 15 * billion],
    free: 'compute of Lambda, GB-s',
  },
  'lambda-arm64': {
    ...lambda,
    what: 'compute, arm64',
    unit: 'GB-s',
    limits: [7.5 * billion, 18.75 * billion],
    free: 'compute of Lambda, GB-s',
  },
  'warm-kept-x86_64': { ...lambda, what: 'provisioned, kept, x86_64', unit: 'GB-s' },
  'warm-kept-arm64': { ...lambda, what: 'provisioned, kept, arm64', unit: 'GB-s' },
  'warm-run-x86_64': { ...lambda, what: 'provisioned, run, x86_64', unit: 'GB-s' },
  'warm-run-arm64': { ...lambda, what: 'provisioned, run, arm64', unit: 'GB-s' },
  'lambda-disk': { ...lambda, what: '/tmp beyond 512 MB', unit: 'GB-s' },
  'http-api': { ...api, what: 'requests of HTTP APIs', unit: 'request of 512 KB', per: million, limits: [300 * million] },
  'rest-api': {
    ...api,
    what: 'requests of REST APIs',
    unit: 'request',
    per: million,
    limits: [333 * million, billion, 20 * billion],
  },
  's3-storage': { ...s3, what: 'storage', unit: 'GB-month', limits: [50 * tb, 500 * tb] },
  's3-writes': { ...s3, what: 'PUT, POST, LIST', unit: 'request', per: thousand },
  's3-reads': { ...s3, what: 'GET, HEAD', unit: 'request', per: thousand },
  'sqs-requests': { ...sqs, what: 'requests', unit: 'request of 64 KB', per: million, free: 'requests of SQS' },
  'sqs-fifo-requests': { ...sqs, what: 'requests, FIFO', unit: 'request of 64 KB', per: million, free: 'requests of SQS' },
  'dynamodb-writes': { ...dynamoDb, what: 'writes', unit: 'unit of 1 KB', per: million },
  'dynamodb-reads': { ...dynamoDb, what: 'reads', unit: 'unit of 4 KB', per: million },
  'dynamodb-write-capacity': {
    ...provisioned,
    what: 'write capacity',
    unit: 'unit-hour',
    free: 'write capacity of DynamoDB, unit-hours',
  },
  'dynamodb-read-capacity': {
    ...provisioned,
    what: 'read capacity',
    unit: 'unit-hour',
    free: 'read capacity of DynamoDB, unit-hours',
  },
  'dynamodb-storage': { ...dynamoDb, what: 'storage', unit: 'GB-month', free: 'storage of DynamoDB, GB' },
  'dynamodb-recovery': { ...dynamoDb, what: 'point-in-time recovery', unit: 'GB-month' },
  /** Of Lambda and API Gateway, whose logs are vended and have tiers. Other logs have only the first figure. */
  'log-ingestion': {
    ...cloudWatch,
    what: 'logs, ingested',
    unit: 'GB',
    limits: [10 * tb, 30 * tb, 50 * tb],
    free: 'logs, GB',
  },
  'container-log-ingestion': { ...cloudWatch, what: 'logs of containers, ingested', unit: 'GB' },
  'log-storage': { ...cloudWatch, what: 'logs, stored', unit: 'GB-month', free: 'logs, GB' },
  alarms: { ...cloudWatch, what: 'metrics of alarms', unit: 'metric', free: 'metrics of alarms' },
  'fast-alarms': { ...cloudWatch, what: 'metrics of alarms below a minute', unit: 'metric' },
  'composite-alarms': { ...cloudWatch, what: 'composite alarms', unit: 'alarm' },
  metrics: {
    ...cloudWatch,
    what: 'custom metrics',
    unit: 'metric-month',
    limits: [10_000, 250_000, million],
    free: 'custom metrics',
  },
  dashboards: { ...cloudWatch, what: 'dashboards', unit: 'dashboard', free: 'dashboards' },
  'cloudfront-requests': {
    ...cloudFront,
    what: 'requests',
    unit: 'HTTPS request',
    per: 10 * thousand,
    free: 'requests of CloudFront',
  },
  'cloudfront-functions': { ...cloudFront, what: 'functions', unit: 'call', per: million, free: 'functions of CloudFront' },
  'cloudfront-out': {
    ...cloudFront,
    what: 'data out',
    unit: 'GB',
    limits: [10 * tb, 50 * tb, 150 * tb, 500 * tb, 1024 * tb, 5120 * tb],
    free: 'data out of CloudFront, GB',
  },
  'data-out': {
    ...transfer,
    what: 'from S3 and API Gateway to the internet',
    unit: 'GB',
    limits: [10 * tb, 50 * tb, 150 * tb],
    free: 'data out, GB',
  },
  scheduler: { ...eventBridge, what: 'calls of schedules', unit: 'call', per: million, free: 'calls of schedules' },
  events: { ...eventBridge, what: 'custom events', unit: 'event of 64 KB', per: million },
  'api-destinations': { ...eventBridge, what: 'calls of API destinations', unit: 'call', per: million },
  'cognito-essentials': { ...cognito, what: 'users, Essentials', unit: 'monthly user', free: 'users of Cognito' },
  'cognito-lite': {
    ...cognito,
    what: 'users, Lite',
    unit: 'monthly user',
    limits: [90_000, 990_000, 9_990_000],
    free: 'users of Cognito',
  },
  'cognito-plus': { ...cognito, what: 'users, Plus', unit: 'monthly user' },
  'sns-requests': { ...sns, what: 'messages', unit: 'message of 64 KB', per: million, free: 'messages of SNS' },
  'fargate-vcpu-arm64': { ...fargate, what: 'vCPU, arm64', unit: 'vCPU-hour' },
  'fargate-memory-arm64': { ...fargate, what: 'memory, arm64', unit: 'GB-hour' },
  'load-balancer': { ...balancing, what: 'application load balancers', unit: 'hour' },
  'load-balancer-capacity': { ...balancing, what: 'capacity of application load balancers', unit: 'LCU-hour' },
  'ec2-t4g-small': { ...ec2, what: 't4g.small', unit: 'hour' },
  /** Sizes of the family have a price for each vCPU. */
  'ec2-c7g': { ...ec2, what: 'c7g', unit: 'vCPU-hour' },
  'disk-gp3': { service: 'EBS', source: 'https://aws.amazon.com/ebs/pricing/', what: 'gp3 volumes', unit: 'GB-month' },
  'public-ipv4': {
    service: 'VPC',
    source: 'https://aws.amazon.com/vpc/pricing/',
    what: 'public IPv4 addresses',
    unit: 'address-hour',
  },
  traces: { ...xRay, what: 'traces', unit: 'trace', per: million, free: 'traces' },
} as const satisfies Record<string, Definition>;

export type PriceName = keyof typeof definitions;
