import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ImageBucketsProps {
  /** Whether to retain the objects when the stack is deleted. */
  readonly keepState: boolean;
  /** Origins of pages that may upload to the buckets and read from them. */
  readonly allowedOrigins: readonly string[];
}

/** Two buckets, so that the resizer cannot write to the bucket that triggers it, and a third one for their access logs. */
export class ImageBuckets extends Construct {
  readonly originals: Bucket;
  readonly renditions: Bucket;

  constructor(scope: Construct, id: string, { keepState, allowedOrigins }: ImageBucketsProps) {
    super(scope, id);
    const closed: BucketProps = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // The buckets are retained, except in the rollback of a first deployment, when they are still empty.
      removalPolicy: keepState ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      // The CDK denies writes to a bucket before it empties it, so that late access logs do not prevent the deletion of a sandbox.
      autoDeleteObjects: !keepState,
    };
    const abandonedParts = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(90), ...abandonedParts }],
    });
    this.originals = new Bucket(this, 'Originals', {
      ...closed,
      // A valid form can be used twice: versions distinguish the resized file from a later one.
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(1), expiredObjectDeleteMarker: true, ...abandonedParts }],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'originals/',
      cors: corsFor(allowedOrigins, [HttpMethods.POST]),
    });
    this.renditions = new Bucket(this, 'Renditions', {
      ...closed,
      lifecycleRules: [abandonedParts],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'renditions/',
      cors: corsFor(allowedOrigins, [HttpMethods.GET, HttpMethods.HEAD]),
    });
  }
}

function corsFor(allowedOrigins: readonly string[], allowedMethods: HttpMethods[]): BucketProps['cors'] {
  if (allowedOrigins.length === 0) return undefined;
  return [{ allowedOrigins: [...allowedOrigins], allowedMethods, allowedHeaders: ['*'], maxAge: Duration.hours(1).toSeconds() }];
}
