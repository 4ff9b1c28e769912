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
  /** What the page must know of this stage. */
  readonly config: PageConfig;
  /** How long the log of what copies the files is kept. */
  readonly logRetention: RetentionDays;
}

/** The page itself: the one file whose name does not tell its content. */
export const indexFile = 'index.html';

/**
 * The files of the page in their bucket: first those that the new page needs, then the page itself with its `config.json`, and
 * with that the files go that only the old page needed. So at no moment does a page lack a file of its own.
 */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { bucket, folder, config, logRetention }: PageFilesProps) {
    super(scope, id);
    const log = new LogGroup(this, 'Log', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
    // In place of the CDK's own, which may write every log of the account.
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
      // What is left out is neither copied a second time nor removed.
      exclude: readdirSync(folder).filter((file) => file !== indexFile),
      prune: true,
      cacheControl: [CacheControl.noCache()],
    });
    index.node.addDependency(assets);
  }
}
