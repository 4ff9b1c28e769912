import type { BlobFacts } from './blob-file';

/** The notification that S3 sends for a written object, in S3's format. */
export function s3Notification(
  bucket: string,
  { key, bytes, version, sequencer }: Pick<BlobFacts, 'key' | 'bytes' | 'version' | 'sequencer'>,
  at: Date,
): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'local',
        eventTime: at.toISOString(),
        eventName: 'ObjectCreated:Post',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          // S3 encodes keys like form values.
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            size: bytes,
            versionId: version,
            sequencer,
          },
        },
      },
    ],
  });
}
