import { Aws, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type Permit, queueOf, type ServicePermit, secretOf, secretParameter, tableSchema } from '../../../lambda/contract';
import { renditionPrefix, reservedOwnerPrefixes, uploadPrefix } from '../../../lambda/core/keys';
import type { Storage } from '../storage/storage';

type Stores = Pick<Storage, 'table' | 'originals' | 'renditions' | 'queues'> & { readonly bus: IEventBus };

/** Exact actions on exact resources: `grantRead` and similar methods grant wildcards that no function needs. */
const grants: Readonly<Record<ServicePermit, (stores: Stores) => PolicyStatement[]>> = {
  'images.add': ({ table }) => [allow('dynamodb:PutItem', table.tableArn)],
  'images.find': ({ table }) => [allow('dynamodb:GetItem', table.tableArn)],
  'images.list': ({ table }) => [allow('dynamodb:Query', table.tableArn)],
  'images.count': ({ table }) => [allow('dynamodb:Query', table.tableArn)], // part: quotas
  'images.assign': updateRecords,
  'images.settle': updateRecords,
  'images.replaceSizes': updateRecords, // part: ops
  'images.restart': updateRecords,
  'images.remove': ({ table }) => [allow('dynamodb:DeleteItem', table.tableArn)],
  'pending.list': ({ table }) => [allow('dynamodb:Query', `${table.tableArn}/index/${tableSchema.pendingIndex.name}`)], // part: sweep
  'pending.claim': updateRecords, // part: sweep
  'pending.abandon': updateRecords, // part: sweep
  'counters.add': updateCounters, // part: quotas
  'counters.subtract': updateCounters, // part: quotas
  'counters.read': (stores) => [onReservedPartition('dynamodb:GetItem', stores, 'quota')], // part: quotas
  'counters.correct': updateCounters, // part: quotas
  'markers.load': (stores) => [onReservedPartition('dynamodb:GetItem', stores, 'sweep')], // part: sweep
  'markers.save': (stores) => [onReservedPartition('dynamodb:PutItem', stores, 'sweep')], // part: sweep
  'originals.stat': readOriginals,
  'originals.read': readOriginals,
  'originals.list': ({ originals }) => [listing('s3:ListBucket', originals, uploadPrefix)],
  'originals.removeVersion': ({ originals }) => [allow('s3:DeleteObjectVersion', originals.arnForObjects(`${uploadPrefix}*`))],
  'originals.removeAll': ({ originals }) => removeVersions(originals, uploadPrefix),
  'renditions.write': ({ renditions }) => [allow('s3:PutObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'renditions.remove': ({ renditions }) => [allow('s3:DeleteObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'renditions.list': ({ renditions }) => [listing('s3:ListBucket', renditions, renditionPrefix)],
  'renditions.removeAll': ({ renditions }) => removeVersions(renditions, renditionPrefix),
  'urls.uploadForm': ({ originals }) => [allow('s3:PutObject', originals.arnForObjects(`${uploadPrefix}*`))],
  'urls.readUrl': ({ renditions }) => [allow('s3:GetObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'resizer.resize': () => [],
  'uploads.announce': ({ queues }) => [allow('sqs:SendMessage', queues.uploads.queue.queueArn)],
  'changes.decode': () => [],
  'events.publish': ({ bus }) => [allow('events:PutEvents', bus.eventBusArn)],
  'metrics.add': () => [],
};

/** Returns the statements behind the permits, and nothing else. */
export function statementsFor(permits: readonly Permit[], stores: Stores): PolicyStatement[] {
  return permits.flatMap((permit) => {
    const secret = secretOf(permit); // part: signed
    if (secret !== undefined) return [readSecret(secret, stores)]; // part: signed
    const queue = queueOf(permit);
    return queue === undefined ? grants[permit as ServicePermit](stores) : [sendTo(queue, stores)];
  });
}

function sendTo(name: string, { queues }: Stores): PolicyStatement {
  return allow('sqs:SendMessage', queues[name as keyof typeof queues].queue.queueArn);
}

// part: signed
/** The account's key for Parameter Store allows decryption to every principal that may read the parameter. */
function readSecret(name: string, { table }: Stores): PolicyStatement {
  const resourceName = secretParameter(Aws.STACK_NAME, name).slice(1);
  return allow('ssm:GetParameter', Stack.of(table).formatArn({ service: 'ssm', resource: 'parameter', resourceName }));
}

function readOriginals({ originals }: Stores): PolicyStatement[] {
  const uploads = originals.arnForObjects(`${uploadPrefix}*`);
  return [
    allow('s3:GetObject', uploads),
    allow('s3:GetObjectVersion', uploads),
    // Without it, S3 answers 403 for a missing object, which looks like a forbidden one. S3 evaluates the requested key as the
    // prefix (https://github.com/ceph/ceph/pull/68577), so the condition only allows this for uploads.
    listing('s3:ListBucket', originals, uploadPrefix),
    // The same for a missing version.
    listing('s3:ListBucketVersions', originals, uploadPrefix),
  ];
}

/** Objects are listed with all their versions and removed version by version, so that nothing remains. */
function removeVersions(bucket: Bucket, prefix: string): PolicyStatement[] {
  return [listing('s3:ListBucketVersions', bucket, prefix), allow('s3:DeleteObjectVersion', bucket.arnForObjects(`${prefix}*`))];
}

function listing(action: 's3:ListBucket' | 's3:ListBucketVersions', bucket: Bucket, prefix: string): PolicyStatement {
  return new PolicyStatement({
    actions: [action],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
  });
}

function updateRecords({ table }: Stores): PolicyStatement[] {
  return [allow('dynamodb:UpdateItem', table.tableArn)];
}

// part: quotas
function updateCounters(stores: Stores): PolicyStatement[] {
  return [onReservedPartition('dynamodb:UpdateItem', stores, 'quota')];
}

// part: quotas, sweep
/** Allows an action on the application's own items, such as markers, which are in the same table as the images. */
function onReservedPartition(action: string, { table }: Stores, book: keyof typeof reservedOwnerPrefixes): PolicyStatement {
  return new PolicyStatement({
    actions: [action],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${reservedOwnerPrefixes[book]}*` } },
  });
}

function allow(action: string, resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: [resource] });
}
