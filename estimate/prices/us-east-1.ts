import type { PriceList } from './price-list';

const million = 1_000_000;
const tb = 1024;

const lambda = { service: 'Lambda', source: 'https://aws.amazon.com/lambda/pricing/' };
const api = { service: 'API Gateway', source: 'https://aws.amazon.com/api-gateway/pricing/' };
const s3 = { service: 'S3', source: 'https://aws.amazon.com/s3/pricing/' };
const sqs = { service: 'SQS', source: 'https://aws.amazon.com/sqs/pricing/' };
const dynamoDb = { service: 'DynamoDB', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' };
const cloudWatch = { service: 'CloudWatch', source: 'https://aws.amazon.com/cloudwatch/pricing/' };
const cloudFront = { service: 'CloudFront', source: 'https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/' };
const eventBridge = { service: 'EventBridge', source: 'https://aws.amazon.com/eventbridge/pricing/' };
const cognito = { service: 'Cognito', source: 'https://aws.amazon.com/cognito/pricing/' };
const sns = { service: 'SNS', source: 'https://aws.amazon.com/sns/pricing/' };
const transfer = { service: 'Data transfer', source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer' };
const xRay = { service: 'X-Ray', source: 'https://aws.amazon.com/xray/pricing/' };

const compute = 'compute of Lambda, GB-s';
const logs = 'logs, GB';

/** US East (N. Virginia). Where several prices share an allowance, the first of them uses it first. */
export const usEast1 = {
  region: 'us-east-1',
  date: '2026-11-29',
  prices: {
    'lambda-requests': {
      ...lambda,
      what: 'requests',
      unit: 'request',
      tiers: [{ usd: 0.2 / million }],
      free: 'requests of Lambda',
    },
    'lambda-x86_64': {
      ...lambda,
      what: 'compute, x86_64',
      unit: 'GB-s',
      tiers: [{ usd: 0.0000166667, upTo: 6e9 }, { usd: 0.000015, upTo: 15e9 }, { usd: 0.0000133334 }],
      free: compute,
    },
    'lambda-arm64': {
      ...lambda,
      what: 'compute, arm64',
      unit: 'GB-s',
      tiers: [{ usd: 0.0000133334, upTo: 7.5e9 }, { usd: 0.0000120001, upTo: 18.75e9 }, { usd: 0.0000106667 }],
      free: compute,
    },
    'warm-kept-x86_64': { ...lambda, what: 'provisioned, kept, x86_64', unit: 'GB-s', tiers: [{ usd: 0.0000041667 }] },
    'warm-kept-arm64': { ...lambda, what: 'provisioned, kept, arm64', unit: 'GB-s', tiers: [{ usd: 0.0000033334 }] },
    'warm-run-x86_64': { ...lambda, what: 'provisioned, run, x86_64', unit: 'GB-s', tiers: [{ usd: 0.0000097222 }] },
    'warm-run-arm64': { ...lambda, what: 'provisioned, run, arm64', unit: 'GB-s', tiers: [{ usd: 0.0000077778 }] },
    'http-api': {
      ...api,
      what: 'requests of HTTP APIs',
      unit: 'request of 512 KB',
      tiers: [{ usd: 1 / million, upTo: 300 * million }, { usd: 0.9 / million }],
    },
    's3-storage': {
      ...s3,
      what: 'storage',
      unit: 'GB-month',
      tiers: [{ usd: 0.023, upTo: 50 * tb }, { usd: 0.022, upTo: 500 * tb }, { usd: 0.021 }],
    },
    's3-writes': { ...s3, what: 'PUT, POST, LIST', unit: 'request', tiers: [{ usd: 0.005 / 1000 }] },
    's3-reads': { ...s3, what: 'GET, HEAD', unit: 'request', tiers: [{ usd: 0.0004 / 1000 }] },
    'sqs-requests': {
      ...sqs,
      what: 'requests',
      unit: 'request of 64 KB',
      tiers: [{ usd: 0.4 / million }],
      free: 'requests of SQS',
    },
    'sqs-fifo-requests': {
      ...sqs,
      what: 'requests, FIFO',
      unit: 'request of 64 KB',
      tiers: [{ usd: 0.5 / million }],
      free: 'requests of SQS',
    },
    'dynamodb-writes': { ...dynamoDb, what: 'writes', unit: 'unit of 1 KB', tiers: [{ usd: 0.625 / million }] },
    'dynamodb-reads': { ...dynamoDb, what: 'reads', unit: 'unit of 4 KB', tiers: [{ usd: 0.125 / million }] },
    'dynamodb-storage': { ...dynamoDb, what: 'storage', unit: 'GB-month', tiers: [{ usd: 0.25 }], free: 'storage of DynamoDB, GB' },
    'dynamodb-recovery': { ...dynamoDb, what: 'point-in-time recovery', unit: 'GB-month', tiers: [{ usd: 0.2 }] },
    'log-ingestion': { ...cloudWatch, what: 'logs, ingested', unit: 'GB', tiers: [{ usd: 0.5 }], free: logs },
    'log-storage': { ...cloudWatch, what: 'logs, stored', unit: 'GB-month', tiers: [{ usd: 0.03 }], free: logs },
    alarms: { ...cloudWatch, what: 'metrics of alarms', unit: 'metric', tiers: [{ usd: 0.1 }], free: 'metrics of alarms' },
    'fast-alarms': { ...cloudWatch, what: 'metrics of alarms below a minute', unit: 'metric', tiers: [{ usd: 0.3 }] },
    'composite-alarms': { ...cloudWatch, what: 'composite alarms', unit: 'alarm', tiers: [{ usd: 0.5 }] },
    metrics: {
      ...cloudWatch,
      what: 'custom metrics',
      unit: 'metric-month',
      tiers: [{ usd: 0.3, upTo: 10_000 }, { usd: 0.1, upTo: 250_000 }, { usd: 0.05, upTo: million }, { usd: 0.02 }],
      free: 'custom metrics',
    },
    dashboards: { ...cloudWatch, what: 'dashboards', unit: 'dashboard', tiers: [{ usd: 3 }], free: 'dashboards' },
    'cloudfront-requests': {
      ...cloudFront,
      what: 'requests',
      unit: 'HTTPS request',
      tiers: [{ usd: 0.01 / 10_000 }],
      free: 'requests of CloudFront',
    },
    'cloudfront-functions': {
      ...cloudFront,
      what: 'functions',
      unit: 'call',
      tiers: [{ usd: 0.1 / million }],
      free: 'functions of CloudFront',
    },
    'cloudfront-out': {
      ...cloudFront,
      what: 'data out',
      unit: 'GB',
      tiers: [
        { usd: 0.085, upTo: 10 * tb },
        { usd: 0.08, upTo: 50 * tb },
        { usd: 0.06, upTo: 150 * tb },
        { usd: 0.04, upTo: 500 * tb },
        { usd: 0.03, upTo: 1024 * tb },
        { usd: 0.025, upTo: 5120 * tb },
        { usd: 0.02 },
      ],
      free: 'data out of CloudFront, GB',
    },
    'data-out': {
      ...transfer,
      what: 'from S3 and API Gateway to the internet',
      unit: 'GB',
      tiers: [{ usd: 0.09, upTo: 10 * tb }, { usd: 0.085, upTo: 50 * tb }, { usd: 0.07, upTo: 150 * tb }, { usd: 0.05 }],
      free: 'data out, GB',
    },
    scheduler: {
      ...eventBridge,
      what: 'calls of schedules',
      unit: 'call',
      tiers: [{ usd: 1 / million }],
      free: 'calls of schedules',
    },
    events: { ...eventBridge, what: 'custom events', unit: 'event of 64 KB', tiers: [{ usd: 1 / million }] },
    'api-destinations': { ...eventBridge, what: 'calls of API destinations', unit: 'call', tiers: [{ usd: 0.2 / million }] },
    'cognito-essentials': {
      ...cognito,
      what: 'users, Essentials',
      unit: 'monthly user',
      tiers: [{ usd: 0.015 }],
      free: 'users of Cognito',
    },
    'cognito-lite': {
      ...cognito,
      what: 'users, Lite',
      unit: 'monthly user',
      tiers: [{ usd: 0.0055, upTo: 90_000 }, { usd: 0.0046, upTo: 990_000 }, { usd: 0.00325, upTo: 9_990_000 }, { usd: 0.0025 }],
      free: 'users of Cognito',
    },
    'cognito-plus': { ...cognito, what: 'users, Plus', unit: 'monthly user', tiers: [{ usd: 0.02 }] },
    'sns-requests': {
      ...sns,
      what: 'messages',
      unit: 'message of 64 KB',
      tiers: [{ usd: 0.5 / million }],
      free: 'messages of SNS',
    },
    traces: { ...xRay, what: 'traces', unit: 'trace', tiers: [{ usd: 5 / million }], free: 'traces' },
  },
  allowances: {
    'requests of Lambda': million,
    [compute]: 400_000,
    'requests of SQS': million,
    'storage of DynamoDB, GB': 25,
    [logs]: 5,
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
  },
} as const satisfies PriceList;

export type PriceName = keyof typeof usEast1.prices;
