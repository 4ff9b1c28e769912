import type { FunctionName } from '../../lib/functions';
import { synthTemplate } from '../../lib/testing/synth';
import { functionOf, permissionsOf, readable, resourcesOf, rows } from './template';

const template = synthTemplate();

const table = '<StorageImagesTable.Arn>';
const originals = '<StorageBucketsOriginals.Arn>';
const renditions = '<StorageBucketsRenditions.Arn>';
const uploads = '<StorageUploadsQueue.Arn>';
const inMarkers = 'when {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"SWEEP#*"}}';
const inQuotas = 'when {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"QUOTA#*"}}';

const allowed: Record<FunctionName, string[]> = {
  'create-image': [
    `dynamodb:GetItem on ${table} ${inQuotas}`,
    `dynamodb:PutItem on ${table}`,
    `dynamodb:Query on ${table}`,
    `dynamodb:UpdateItem on ${table} ${inQuotas}`,
    `s3:PutObject on ${originals}/uploads/*`,
  ],
  'list-images': [`dynamodb:Query on ${table}`, `s3:GetObject on ${renditions}/renditions/*`],
  'get-image': [`dynamodb:GetItem on ${table}`, `s3:GetObject on ${renditions}/renditions/*`],
  'delete-image': [`dynamodb:DeleteItem on ${table}`, `dynamodb:UpdateItem on ${table} ${inQuotas}`],
  'retry-image': [`dynamodb:GetItem on ${table}`, `dynamodb:UpdateItem on ${table}`, `sqs:SendMessage on ${uploads}`],
  health: [],
  'resize-image': [
    `dynamodb:GetItem on ${table}`,
    `dynamodb:UpdateItem on ${table}`,
    `s3:DeleteObject on ${renditions}/renditions/*`,
    `s3:GetObject on ${originals}/uploads/*`,
    `s3:GetObjectVersion on ${originals}/uploads/*`,
    `s3:ListBucket on ${originals} when {"StringLike":{"s3:prefix":"uploads/*"}}`,
    `s3:PutObject on ${renditions}/renditions/*`,
    `sqs:DeleteMessage on ${uploads}`,
    `sqs:GetQueueAttributes on ${uploads}`,
    `sqs:ReceiveMessage on ${uploads}`,
  ],
  'image-changed': [
    `dynamodb:DescribeStream on <StorageImagesTable.StreamArn>`,
    `dynamodb:GetRecords on <StorageImagesTable.StreamArn>`,
    `dynamodb:GetShardIterator on <StorageImagesTable.StreamArn>`,
    `dynamodb:ListStreams on ${table}/stream/*`,
    `events:PutEvents on <ServiceEvents.Arn>`,
    `s3:DeleteObjectVersion on ${originals}/uploads/*`,
    `s3:DeleteObjectVersion on ${renditions}/renditions/*`,
    `s3:ListBucketVersions on ${originals} when {"StringLike":{"s3:prefix":"uploads/*"}}`,
    `s3:ListBucketVersions on ${renditions} when {"StringLike":{"s3:prefix":"renditions/*"}}`,
    `sqs:SendMessage on <ServiceChangeTriggerDeadLetters.Arn>`,
  ],
  'sweep-uploads': [
    `dynamodb:GetItem on ${table}`,
    `dynamodb:GetItem on ${table} ${inMarkers}`,
    `dynamodb:PutItem on ${table} ${inMarkers}`,
    `dynamodb:Query on ${table}/index/ByPending`,
    `dynamodb:UpdateItem on ${table}`,
    `s3:DeleteObjectVersion on ${originals}/uploads/*`,
    `s3:DeleteObjectVersion on ${renditions}/renditions/*`,
    `s3:GetObject on ${originals}/uploads/*`,
    `s3:GetObjectVersion on ${originals}/uploads/*`,
    `s3:ListBucket on ${originals} when {"StringLike":{"s3:prefix":"uploads/*"}}`,
    `s3:ListBucket on ${renditions} when {"StringLike":{"s3:prefix":"renditions/*"}}`,
    `s3:ListBucketVersions on ${originals} when {"StringLike":{"s3:prefix":"uploads/*"}}`,
    `s3:ListBucketVersions on ${renditions} when {"StringLike":{"s3:prefix":"renditions/*"}}`,
    `sqs:SendMessage on ${uploads}`,
  ],
};

describe.each(rows)('$name', ({ name }) => {
  it('may do exactly what its row says, and write its own log', () => {
    const log = readable(functionOf(template, name).properties.LoggingConfig.LogGroup).replace('>', '.Arn>');

    expect(permissionsOf(template, name)).toEqual(
      [...allowed[name], `logs:CreateLogStream on ${log}`, `logs:PutLogEvents on ${log}`].map((line) => `Allow ${line}`).sort(),
    );
  });
});

it('makes recursion impossible: the resizer cannot write where uploads arrive', () => {
  const writes = permissionsOf(template, 'resize-image').filter((line) => /s3:(Put|Delete)/.test(line));

  expect(writes).not.toEqual([]);
  expect(writes.filter((line) => line.includes(originals))).toEqual([]);
});

it('uses no policy that AWS manages and may change', () => {
  const production = synthTemplate({ stage: 'production' });

  expect(resourcesOf(production, 'AWS::IAM::Role').filter(({ properties }) => properties.ManagedPolicyArns)).toEqual([]);
  expect(resourcesOf(production, 'AWS::IAM::ManagedPolicy')).toEqual([]);
});

it('gives every function a role of its own', () => {
  const roles = rows.map(({ name }) => readable(functionOf(template, name).properties.Role));

  expect(new Set(roles).size).toBe(rows.length);
});
