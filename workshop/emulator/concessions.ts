import { PutBucketTaggingCommand, S3Client, type Tag } from '@aws-sdk/client-s3';
import { triggers } from '../../lambda/events/triggers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { Conceded } from './conceded';
import type { Emulator } from './ministack';
import type { Stage } from './stage';

/** Tags or a permission that a stage on the emulator has in addition to its template. */
export interface Concession extends Conceded {
  make(stage: Stage, emulator: Emulator): Promise<void>;
}

const removers = triggers.filter(({ may }) => may.some((permit) => permit.endsWith('.removeAll'))).map(({ name }) => name);

/** All additions. */
export const concessions: readonly Concession[] = [
  {
    // In a DeleteObjects request, the emulator ignores the version of the first object.
    what: `s3:DeleteObject for ${removers.join(' and ')}, where AWS requires s3:DeleteObjectVersion`,
    error: 'is not authorized to perform: s3:DeleteObject because no identity-based policy allows the s3:DeleteObject action',
    async make(stage) {
      const { OriginalsBucketName, RenditionsBucketName } = stage.outputs;
      const resources = [OriginalsBucketName, RenditionsBucketName].map((name) => `arn:aws:s3:::${name}/*`);
      const statement = { Effect: 'Allow', Action: 's3:DeleteObject', Resource: resources };
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      for (const name of removers) await stage.rolePolicies(name).put('concession', policy);
    },
  },
  {
    // Without its tag, the CDK's function does not empty a bucket.
    what: "the template's tags for the buckets, which its CloudFormation ignores",
    error: 'NoSuchTagSet: The TagSet does not exist',
    async make(stage, { endpoint }) {
      const client = new S3Client({ endpoint, region, credentials });
      for (const { name, properties } of stage.buckets()) {
        const Tagging = { TagSet: properties.Tags as Tag[] };
        await client.send(new PutBucketTaggingCommand({ Bucket: name, Tagging }));
      }
      client.destroy();
    },
  },
];
