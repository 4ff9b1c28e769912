import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ImageBucketsProps {
  /** Whether the objects outlive the stack. */
  readonly keepState: boolean;
  /** Origins whose pages may send uploads and read renditions. */
  readonly allowedOrigins: readonly string[];
}

/** Two buckets, so that the resizer cannot write where its trigger listens; and one for the access logs of both. */
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
      // Kept, except by the rollback of the deployment that made them: they hold nothing then, and would only be left behind.
      removalPolicy: keepState ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      // It denies further writes before it empties, so that late access logs do not keep a sandbox from going away.
      autoDeleteObjects: !keepState,
    };
    const abandonedParts = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(90), ...abandonedParts }],
    });
    this.originals = new Bucket(this, 'Originals', {
      ...closed,
      // A form can be sent again while it is valid: a version tells the file that was resized from one that came later.
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
