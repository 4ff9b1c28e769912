/** What a type of resource holds that no deployment can make again, and what of it can never be changed. */
export interface StatefulType {
  /** As in "with it would go the …". */
  readonly holds: string;
  /** Properties that the service never changes, though CloudFormation's schema says that it does: the deployment would fail. */
  readonly fixed?: readonly string[];
  /** The same of lists to which the service only adds. */
  readonly growing?: readonly string[];
}

/**
 * The resources that must outlive every deployment, by their type. Log groups are none: a function that is removed on purpose
 * takes its log with it. Types that the application lacks are here for what is built from it.
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
  'AWS::Events::EventBus': { holds: 'rules that others have put on it' },
  'AWS::KMS::Key': { holds: 'means to read all that it encrypts' },
  'AWS::Kinesis::Stream': { holds: 'records that nobody has read yet' },
  'AWS::OpenSearchService::Domain': { holds: 'indices' },
  'AWS::RDS::DBCluster': { holds: 'databases' },
  'AWS::RDS::DBInstance': { holds: 'databases' },
  'AWS::S3::Bucket': { holds: 'objects' },
  'AWS::SecretsManager::Secret': { holds: 'secret' },
  'AWS::SQS::Queue': { holds: 'messages that nobody has taken yet' },
};
