import type { FunctionName } from '../../lib/functions';

const table = '<Storage/Images/Table.Arn>';
const stream = '<Storage/Images/Table.StreamArn>';
const originals = '<Storage/Buckets/Originals.Arn>';
const renditions = '<Storage/Buckets/Renditions.Arn>';
const uploads = '<Storage/Uploads/Queue.Arn>';
const inMarkers = 'when {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"SWEEP#*"}}'; // part: sweep
const inQuotas = 'when {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"QUOTA#*"}}'; // part: quotas
const ofUploads = 'when {"StringLike":{"s3:prefix":"uploads/*"}}';
const ofRenditions = 'when {"StringLike":{"s3:prefix":"renditions/*"}}';

/**
 * Everything that each function may do, besides writing its own log. The list is independent of `lib/constructs/service/permissions.ts`,
 * so that an unintended grant there is reported. Add new functions and new permits here, too.
 */
export const allowed: Readonly<Partial<Record<FunctionName, readonly string[]>>> = {
  'create-image': [
    `dynamodb:GetItem on ${table} ${inQuotas}`, // part: quotas
    `dynamodb:PutItem on ${table}`,
    `dynamodb:Query on ${table}`, // part: quotas
    `dynamodb:UpdateItem on ${table} ${inQuotas}`, // part: quotas
    `s3:PutObject on ${originals}/uploads/*`,
  ],
  'list-images': [`dynamodb:Query on ${table}`, `s3:GetObject on ${renditions}/renditions/*`],
  'get-image': [`dynamodb:GetItem on ${table}`, `s3:GetObject on ${renditions}/renditions/*`],
  'delete-image': [
    `dynamodb:DeleteItem on ${table}`,
    `dynamodb:UpdateItem on ${table} ${inQuotas}`, // part: quotas
  ],
  'retry-image': [`dynamodb:GetItem on ${table}`, `dynamodb:UpdateItem on ${table}`, `sqs:SendMessage on ${uploads}`],
  health: [],
  'resize-image': [
    `dynamodb:GetItem on ${table}`,
    `dynamodb:UpdateItem on ${table}`,
    `s3:DeleteObject on ${renditions}/renditions/*`,
    `s3:GetObject on ${originals}/uploads/*`,
    `s3:GetObjectVersion on ${originals}/uploads/*`,
    `s3:DeleteObjectVersion on ${originals}/uploads/*`,
    `s3:ListBucket on ${originals} ${ofUploads}`,
    `s3:ListBucketVersions on ${originals} ${ofUploads}`,
    `s3:PutObject on ${renditions}/renditions/*`,
    `sqs:DeleteMessage on ${uploads}`,
    `sqs:GetQueueAttributes on ${uploads}`,
    `sqs:ReceiveMessage on ${uploads}`,
  ],
  'image-changed': [
    `dynamodb:DescribeStream on ${stream}`,
    `dynamodb:GetRecords on ${stream}`,
    `dynamodb:GetShardIterator on ${stream}`,
    `dynamodb:ListStreams on ${table}/stream/*`,
    'events:PutEvents on <Service/Events.Arn>',
    `s3:DeleteObjectVersion on ${originals}/uploads/*`,
    `s3:DeleteObjectVersion on ${renditions}/renditions/*`,
    `s3:ListBucketVersions on ${originals} ${ofUploads}`,
    `s3:ListBucketVersions on ${renditions} ${ofRenditions}`,
    'sqs:SendMessage on <Service/ChangeTrigger/DeadLetters.Arn>',
  ],
  // part: sweep
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
    `s3:ListBucket on ${originals} ${ofUploads}`,
    `s3:ListBucket on ${renditions} ${ofRenditions}`,
    `s3:ListBucketVersions on ${originals} ${ofUploads}`,
    `s3:ListBucketVersions on ${renditions} ${ofRenditions}`,
    `sqs:SendMessage on ${uploads}`,
  ],
};
