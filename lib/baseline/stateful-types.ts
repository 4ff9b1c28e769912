/** What a type of resource holds that no deployment can restore, and which of its properties can never change. */
export interface StatefulType {
  /** A plural or a noun phrase, as in "the … would be lost". */
  readonly holds: string;
  /** Properties that the service never changes, although CloudFormation's schema says that it does: the deployment would fail. */
  readonly fixed?: readonly string[];
  /** Lists to which the service only adds. */
  readonly growing?: readonly string[];
}

/**
 * The types of resources that must outlive every deployment. Log groups are not among them: a function that is removed on purpose
 * takes its log with it. Types that this application does not use are here for its forks.
 */
export const statefulTypes: Readonly<Record<string, StatefulType>> = {
  'AWS::Backup::BackupVault': { holds: 'backups' },
  'AWS::Cognito::UserPool': {
    holds: 'users',
    // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
    fixed: ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
    growing: ['Schema'],
  },
  'AWS::DynamoDB::GlobalTable': { holds: 'records' },
  'AWS::DynamoDB::Table': { holds: 'records' },
  'AWS::EFS::FileSystem': { holds: 'files' },
  'AWS::Events::EventBus': { holds: 'rules that others have added' },
  'AWS::KMS::Key': { holds: 'key to everything that it encrypts' },
  'AWS::Kinesis::Stream': { holds: 'unread records' },
  'AWS::OpenSearchService::Domain': { holds: 'indices' },
  'AWS::RDS::DBCluster': { holds: 'databases' },
  'AWS::RDS::DBInstance': { holds: 'databases' },
  'AWS::S3::Bucket': { holds: 'objects' },
  'AWS::SecretsManager::Secret': { holds: 'secret' },
  'AWS::SQS::Queue': { holds: 'unprocessed messages' },
};
