import type { PriceName } from '../../estimate/prices/regions';

/** A month's usage and what it costs in us-east-1, worked out by hand. */
export interface Worked {
  readonly name: string;
  readonly usage: readonly (readonly [PriceName, number])[];
  /** USD without the free tier. */
  readonly full: number;
  /** USD with the free tier. @default - the same: nothing is free */
  readonly billed?: number;
}

/** Every price is in two of them or more, which a test checks. Each tier of each price is in one. */
export const worked: readonly Worked[] = [
  // The first example of https://aws.amazon.com/lambda/pricing/: 3 million calls of 1 s with 512 MB. 3,000,000 × 0.5 = 1,500,000 GB-s.
  // (1,500,000 − 400,000) × 0.0000166667 = 18.33, and (3 − 1) × 0.20 = 0.40.
  {
    name: 'the first example of Lambda',
    usage: [
      ['lambda-requests', 3_000_000],
      ['lambda-x86_64', 1_500_000],
    ],
    full: 25.00005 + 0.6,
    billed: 18.33337 + 0.4,
  },
  // Its second example: 30 million calls of 0.2 s with 128 MB. 6,000,000 s × 0.125 = 750,000 GB-s.
  // (750,000 − 400,000) × 0.0000166667 = 5.83, and (30 − 1) × 0.20 = 5.80.
  {
    name: 'the second example of Lambda',
    usage: [
      ['lambda-requests', 30_000_000],
      ['lambda-x86_64', 750_000],
    ],
    full: 12.500025 + 6,
    billed: 5.833345 + 5.8,
  },
  // Both architectures share 400,000 GB-s: 300,000 + 300,000. x86_64 uses 300,000 of them, arm64 100,000, and 200,000 are billed.
  {
    name: 'two architectures',
    usage: [
      ['lambda-x86_64', 300_000],
      ['lambda-arm64', 300_000],
    ],
    full: 5.00001 + 4.00002,
    billed: 200_000 * 0.0000133334,
  },
  // arm64: 7.5 billion GB-s at the first figure are 100,000.50, 11.25 billion at the second 135,001.125, 1.25 billion at the third 13,333.375.
  {
    name: 'the tiers of arm64',
    usage: [['lambda-arm64', 20e9]],
    full: 248_335,
    billed: 248_335 - 400_000 * 0.0000106667,
  },
  // x86_64: 6 billion GB-s are 100,000.20, 9 billion 135,000, 1 billion 13,333.40.
  { name: 'the tiers of x86_64', usage: [['lambda-x86_64', 16e9]], full: 248_333.6, billed: 248_333.6 - 400_000 * 0.0000133334 },
  // The example of https://aws.amazon.com/lambda/pricing/: 1,000 instances of 1,024 MB for two hours. 1,000 × 7,200 = 7,200,000 GB-s.
  { name: 'the example of provisioned concurrency', usage: [['warm-kept-x86_64', 7_200_000]], full: 30.00024 },
  // One instance of 512 MB for a month: 730 h × 3,600 × 0.5 = 1,314,000 GB-s.
  {
    name: 'an instance kept for a month, x86_64',
    usage: [
      ['warm-kept-x86_64', 1_314_000],
      ['warm-run-x86_64', 1_000],
    ],
    full: 5.4750438 + 0.0097222,
  },
  { name: 'an instance kept for a month, arm64', usage: [['warm-kept-arm64', 1_314_000]], full: 4.3800876 },
  // Ten instances of 1,769 MB for a day: 10 × 86,400 × 1,769 / 1,024 = 1,492,593.75 GB-s. A million calls of 400 ms: 691,015.625 GB-s.
  {
    name: 'ten instances kept for a day, arm64',
    usage: [
      ['warm-kept-arm64', 1_492_593.75],
      ['warm-run-arm64', 691_015.625],
    ],
    full: 4.97541200625 + 5.374581328125,
  },
  // A million calls of 100 ms with 512 MB: 50,000 GB-s.
  { name: 'calls of a kept instance, arm64', usage: [['warm-run-arm64', 50_000]], full: 0.38889 },
  // 1.2 million calls of a second with 1,024 MB.
  { name: 'calls of a kept instance, x86_64', usage: [['warm-run-x86_64', 1_200_000]], full: 11.66664 },
  // 10,240 MB of /tmp are 9.5 GB more than 512 MB: 3 million calls of 120 ms are 360,000 s × 9.5 = 3,420,000 GB-s.
  { name: 'the largest /tmp', usage: [['lambda-disk', 3_420_000]], full: 0.105678 },
  // 1 GB more for a million seconds.
  { name: 'a larger /tmp', usage: [['lambda-disk', 1_000_000]], full: 0.0309 },

  { name: 'requests of an HTTP API', usage: [['http-api', 2_500_000]], full: 2.5 },
  // 300 million at 1.00, 100 million at 0.90.
  { name: 'the tiers of HTTP APIs', usage: [['http-api', 400_000_000]], full: 390 },
  { name: 'requests of a REST API', usage: [['rest-api', 5_000_000]], full: 17.5 },
  // 333 at 3.50 are 1,165.50, 667 at 2.80 are 1,867.60, 19,000 at 2.38 are 45,220, 1,000 at 1.51 are 1,510.
  { name: 'the tiers of REST APIs', usage: [['rest-api', 21e9]], full: 49_763.1 },

  // 50 TB are 51,200 GB: × 0.023 = 1,177.60, and 100 × 0.022 = 2.20.
  { name: 'storage of S3', usage: [['s3-storage', 51_300]], full: 1_179.8 },
  // 51,200 × 0.023 = 1,177.60; 450 TB are 460,800 × 0.022 = 10,137.60; 100 TB are 102,400 × 0.021 = 2,150.40.
  { name: 'the tiers of S3', usage: [['s3-storage', 614_400]], full: 13_465.6 },
  { name: 'writes of S3', usage: [['s3-writes', 10_000]], full: 0.05 },
  { name: 'reads of S3', usage: [['s3-reads', 1_000_000]], full: 0.4 },
  // An image: one upload, three renditions, two reads by the resizer. 100,000 images: 4 × 0.005 × 100 and 2 × 0.0004 × 100.
  {
    name: 'requests for 100,000 images',
    usage: [
      ['s3-writes', 400_000],
      ['s3-reads', 200_000],
    ],
    full: 2 + 0.08,
  },

  { name: 'polls of a queue', usage: [['sqs-requests', 657_000]], full: 0.2628, billed: 0 },
  { name: 'more requests of SQS', usage: [['sqs-requests', 3_500_000]], full: 1.4, billed: 1 },
  // The million free requests are used by the standard queues first: 0.4 million are left for FIFO.
  {
    name: 'both kinds of queues',
    usage: [
      ['sqs-requests', 600_000],
      ['sqs-fifo-requests', 2_400_000],
    ],
    full: 0.24 + 1.2,
    billed: 1,
  },
  { name: 'a FIFO queue', usage: [['sqs-fifo-requests', 3_000_000]], full: 1.5, billed: 1 },

  {
    name: 'units of DynamoDB',
    usage: [
      ['dynamodb-writes', 2_000_000],
      ['dynamodb-reads', 4_000_000],
    ],
    full: 1.25 + 0.5,
  },
  {
    name: 'few units of DynamoDB',
    usage: [
      ['dynamodb-writes', 1_600],
      ['dynamodb-reads', 8_000],
    ],
    full: 0.001 + 0.001,
  },
  // 10 units of each for 730 hours: 7,300 × 0.00065 and 7,300 × 0.00013. 25 units are free.
  {
    name: 'little capacity of DynamoDB',
    usage: [
      ['dynamodb-write-capacity', 7_300],
      ['dynamodb-read-capacity', 7_300],
    ],
    full: 4.745 + 0.949,
    billed: 0,
  },
  // 100 units of each: 73,000 hours. 75 of them are billed: 54,750.
  {
    name: 'capacity of DynamoDB',
    usage: [
      ['dynamodb-write-capacity', 73_000],
      ['dynamodb-read-capacity', 73_000],
    ],
    full: 47.45 + 9.49,
    billed: 35.5875 + 7.1175,
  },
  // 30 GB: 5 GB beyond the free ones.
  {
    name: 'a table with recovery',
    usage: [
      ['dynamodb-storage', 30],
      ['dynamodb-recovery', 30],
    ],
    full: 7.5 + 6,
    billed: 1.25 + 6,
  },
  {
    name: 'a small table with recovery',
    usage: [
      ['dynamodb-storage', 4],
      ['dynamodb-recovery', 4],
    ],
    full: 1 + 0.8,
    billed: 0.8,
  },

  // 5 GB are free, and ingestion uses them first: (8 − 5) × 0.50, and 2 × 0.03.
  {
    name: 'logs',
    usage: [
      ['log-ingestion', 8],
      ['log-storage', 2],
    ],
    full: 4.06,
    billed: 1.56,
  },
  { name: 'logs of containers', usage: [['container-log-ingestion', 8]], full: 4 },
  // 40,000 GB: the logs of containers have no tiers.
  { name: 'many logs of containers', usage: [['container-log-ingestion', 40_000]], full: 20_000 },
  {
    name: 'few logs',
    usage: [
      ['log-ingestion', 4],
      ['log-storage', 2],
    ],
    full: 2.06,
    billed: 0.03,
  },
  // The example of AWS's announcement, 60 TB of logs of Lambda: 10,240 × 0.50 + 20,480 × 0.25 + 20,480 × 0.10 + 10,240 × 0.05. AWS counts 1,000 GB
  // in a TB there, and gets 12,500. 5 GB of the last tier are free.
  { name: 'the tiers of logs', usage: [['log-ingestion', 61_440]], full: 12_800, billed: 12_799.75 },
  { name: 'alarms', usage: [['alarms', 29]], full: 2.9, billed: 1.9 },
  // Those below a minute have no free ones.
  {
    name: 'few alarms',
    usage: [
      ['alarms', 10],
      ['fast-alarms', 1],
      ['composite-alarms', 1],
    ],
    full: 1 + 0.3 + 0.5,
    billed: 0.8,
  },
  {
    name: 'other alarms',
    usage: [
      ['fast-alarms', 2],
      ['composite-alarms', 3],
    ],
    full: 0.6 + 1.5,
  },
  { name: 'dashboards', usage: [['dashboards', 4]], full: 12, billed: 3 },
  { name: 'a dashboard', usage: [['dashboards', 1]], full: 3, billed: 0 },
  { name: 'metrics', usage: [['metrics', 14]], full: 4.2, billed: 1.2 },
  // 10,000 × 0.30 + 240,000 × 0.10 + 750,000 × 0.05 + 1,000,000 × 0.02. Ten of the last tier are free.
  { name: 'the tiers of metrics', usage: [['metrics', 2_000_000]], full: 84_500, billed: 84_499.8 },

  {
    name: 'calls of CloudFront',
    usage: [
      ['cloudfront-requests', 12_000_000],
      ['cloudfront-functions', 12_000_000],
    ],
    full: 12 + 1.2,
    billed: 2 + 1,
  },
  {
    name: 'few calls of CloudFront',
    usage: [
      ['cloudfront-requests', 9_000_000],
      ['cloudfront-functions', 3_000_000],
    ],
    full: 9 + 0.3,
    billed: 0.1,
  },
  // 1 TB is free: 100 GB of 1,124.
  { name: 'data out of CloudFront', usage: [['cloudfront-out', 1_124]], full: 95.54, billed: 8.5 },
  // 10,240 × 0.085 = 870.40; 40,960 × 0.08 = 3,276.80; 102,400 × 0.06 = 6,144; 358,400 × 0.04 = 14,336; 536,576 × 0.03 = 16,097.28;
  // 4,194,304 × 0.025 = 104,857.60; 1,024 × 0.02 = 20.48. The free TB is one of the last tier.
  { name: 'the tiers of CloudFront', usage: [['cloudfront-out', 5_243_904]], full: 145_602.56, billed: 145_582.08 },
  // 10 TB are 10,240 GB: × 0.09 = 921.60, and 60 × 0.085 = 5.10. With 100 GB free, 10,200 × 0.09 = 918.
  { name: 'data out', usage: [['data-out', 10_300]], full: 926.7, billed: 918 },
  // 921.60 + 40,960 × 0.085 = 3,481.60 + 102,400 × 0.07 = 7,168 + 1,000 × 0.05 = 50.
  { name: 'the tiers of data out', usage: [['data-out', 154_600]], full: 11_621.2, billed: 11_616.2 },

  { name: 'schedules', usage: [['scheduler', 15_000_000]], full: 15, billed: 1 },
  // Every 15 minutes: 730 × 4.
  { name: 'a schedule', usage: [['scheduler', 2_920]], full: 0.00292, billed: 0 },
  {
    name: 'events and a webhook',
    usage: [
      ['events', 1_000_000],
      ['api-destinations', 1_000_000],
    ],
    full: 1.2,
  },
  {
    name: 'few events and a webhook',
    usage: [
      ['events', 30_000],
      ['api-destinations', 15_000],
    ],
    full: 0.03 + 0.003,
  },
  { name: 'messages of SNS', usage: [['sns-requests', 3_000_000]], full: 1.5, billed: 1 },
  { name: 'few messages of SNS', usage: [['sns-requests', 200_000]], full: 0.1, billed: 0 },

  { name: 'users', usage: [['cognito-essentials', 12_000]], full: 180, billed: 30 },
  { name: 'few users', usage: [['cognito-essentials', 2_000]], full: 30, billed: 0 },
  // 2,000 at 0.0055, and without the free tier 12,000.
  { name: 'users of Lite', usage: [['cognito-lite', 12_000]], full: 66, billed: 11 },
  // 90,000 × 0.0055 = 495; 900,000 × 0.0046 = 4,140; 9,000,000 × 0.00325 = 29,250; 10,000 × 0.0025 = 25. As on AWS's page, the tiers begin
  // after the 10,000 free users: from 10,001 to 100,000, and so on.
  { name: 'the tiers of Lite', usage: [['cognito-lite', 10_000_000]], full: 33_910, billed: 33_885 },
  // Plus has no free users.
  { name: 'users of Plus', usage: [['cognito-plus', 1_000]], full: 20 },
  {
    name: 'users of two tiers',
    usage: [
      ['cognito-essentials', 10_000],
      ['cognito-plus', 50],
    ],
    full: 150 + 1,
    billed: 1,
  },
  { name: 'traces', usage: [['traces', 300_000]], full: 1.5, billed: 1 },
  // The example of https://aws.amazon.com/xray/pricing/: 2,000 requests an hour, of which 10 % are recorded, for 31 days: 148,800 traces.
  // 48,800 × 0.000005 = 0.24.
  { name: 'the example of X-Ray', usage: [['traces', 148_800]], full: 0.744, billed: 0.244 },

  // A task of 0.25 vCPU and 0.5 GB for a month: 182.5 and 365 hours.
  {
    name: 'a small task on Fargate',
    usage: [
      ['fargate-vcpu-arm64', 182.5],
      ['fargate-memory-arm64', 365],
    ],
    full: 5.90935 + 1.2994,
  },
  // Two tasks of 1 vCPU and 2 GB.
  {
    name: 'two tasks on Fargate',
    usage: [
      ['fargate-vcpu-arm64', 1_460],
      ['fargate-memory-arm64', 2_920],
    ],
    full: 47.2748 + 10.3952,
  },
  {
    name: 'a load balancer',
    usage: [
      ['load-balancer', 730],
      ['load-balancer-capacity', 730],
    ],
    full: 16.425 + 5.84,
  },
  {
    name: 'a load balancer with a tenth of a unit',
    usage: [
      ['load-balancer', 730],
      ['load-balancer-capacity', 73],
    ],
    full: 16.425 + 0.584,
  },
  // A machine with 20 GB of disk and an address.
  {
    name: 'a small machine',
    usage: [
      ['ec2-t4g-small', 730],
      ['disk-gp3', 20],
      ['public-ipv4', 730],
    ],
    full: 12.264 + 1.6 + 3.65,
  },
  // c7g.large: two vCPUs.
  {
    name: 'a machine with two vCPUs',
    usage: [
      ['ec2-c7g', 1_460],
      ['disk-gp3', 8],
      ['public-ipv4', 730],
    ],
    full: 52.925 + 0.64 + 3.65,
  },
  {
    name: 'a small machine for a day',
    usage: [
      ['ec2-t4g-small', 24],
      ['ec2-c7g', 96],
    ],
    full: 0.4032 + 3.48,
  },
];
