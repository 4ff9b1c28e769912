import { readdirSync } from 'node:fs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { PageConfig } from '../../../web/config';

export interface PageFilesProps {
  readonly bucket: IBucket;
  /** Folder of the built page. */
  readonly folder: string;
  /** Settings of this stage for the page. */
  readonly config: PageConfig;
  /** Retention of the copying function's log. */
  readonly logRetention: RetentionDays;
}

/** The page itself: the only file without a content hash in its name. */
export const indexFile = 'index.html';

/**
 * Deploys the page's files to their bucket, in an order in which a page never lacks one of its files: first the files of the new page,
 * then the page itself with `config.json`, together with the removal of the old files.
 */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { bucket, folder, config, logRetention }: PageFilesProps) {
    super(scope, id);
    const log = new LogGroup(this, 'Log', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
    // Replaces the CDK's policy, which allows writing to all logs of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    const page = Source.asset(folder);
    const common = { destinationBucket: bucket, role, logGroup: log, outputObjectKeys: false };
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [page],
      exclude: [indexFile],
      prune: false,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const index = new BucketDeployment(this, 'Index', {
      ...common,
      sources: [page, Source.jsonData('config.json', config)],
      // Excluded files are neither copied again nor removed.
      exclude: readdirSync(folder).filter((file) => file !== indexFile),
      prune: true,
      cacheControl: [CacheControl.noCache()],
    });
    index.node.addDependency(assets);
  }
}
