import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Permit } from '../../lambda/contract';
import { renditionPrefix, uploadPrefix } from '../../lambda/core/keys';
import type { Storage } from './storage';

type Stores = Pick<Storage, 'table' | 'originals' | 'renditions'>;

/** Exact actions on exact resources: `grantRead` and its kin give wildcards that no function needs. */
const grants: Readonly<Record<Permit, (stores: Stores) => PolicyStatement[]>> = {
  'images.add': ({ table }) => [allow('dynamodb:PutItem', table.tableArn)],
  'images.find': ({ table }) => [allow('dynamodb:GetItem', table.tableArn)],
  'images.list': ({ table }) => [allow('dynamodb:Query', table.tableArn)],
  'images.settle': ({ table }) => [allow('dynamodb:UpdateItem', table.tableArn)],
  'originals.stat': readOriginals,
  'originals.read': readOriginals,
  'renditions.write': ({ renditions }) => [allow('s3:PutObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'renditions.remove': ({ renditions }) => [allow('s3:DeleteObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'urls.uploadForm': ({ originals }) => [allow('s3:PutObject', originals.arnForObjects(`${uploadPrefix}*`))],
  'urls.readUrl': ({ renditions }) => [allow('s3:GetObject', renditions.arnForObjects(`${renditionPrefix}*`))],
  'resizer.resize': () => [],
};

/** What the permits allow, and nothing else. */
export function statementsFor(permits: readonly Permit[], stores: Stores): PolicyStatement[] {
  return permits.flatMap((permit) => grants[permit](stores));
}

function readOriginals({ originals }: Stores): PolicyStatement[] {
  const uploads = originals.arnForObjects(`${uploadPrefix}*`);
  return [
    allow('s3:GetObject', uploads),
    allow('s3:GetObjectVersion', uploads),
    // Without it S3 answers 403 for an object that is gone, and gone could not be told from forbidden. S3 takes the key that
    // was asked for as the prefix (https://github.com/ceph/ceph/pull/68577), so the condition lets only uploads be told.
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [originals.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${uploadPrefix}*` } },
    }),
  ];
}

function allow(action: string, resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: [resource] });
}
