import { PutBucketTaggingCommand, S3Client, type Tag } from '@aws-sdk/client-s3';
import { triggers } from '../../lambda/events/triggers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { Conceded } from './conceded';
import type { Emulator } from './ministack';
import type { Stage } from './stage';

/** A resource or a permission that a stage on the emulator has in addition to its template. */
export interface Concession extends Conceded {
  make(stage: Stage, emulator: Emulator): Promise<void>;
}

const removers = triggers.filter(({ may }) => may.some((permit) => permit.endsWith('.removeAll'))).map(({ name }) => name);

/** All of them. */
export const concessions: readonly Concession[] = [
  {
    // Of the objects that one DeleteObjects names with their versions, it does not see the first one's version.
    what: `s3:DeleteObject for ${removers.join(' and ')}, where AWS asks for s3:DeleteObjectVersion`,
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
    // Without its tag, the CDK's function leaves a bucket as it is.
    what: "the template's tags for the buckets, which its CloudFormation leaves out",
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
