import { shortName, stackPrefix } from '../../../lambda/names';
import type { Value } from '../../../proof/invariants/template';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const originals = 'Storage/Buckets/Originals';
const policy = `${originals}/Policy`;
const table = 'Storage/Images/Table';
const queue = 'Storage/Uploads/Queue';
const deadLetters = 'Storage/Uploads/DeadLetters';

/** The statement that denies requests without TLS. */
const denial = (t: Draft, of = policy): Value => t.at(of).Properties.PolicyDocument.Statement[0];

const notification =
  (prefix: unknown, event = 's3:ObjectCreated:*') =>
  (t: Draft) =>
    t.at(originals).Properties.NotificationConfiguration.QueueConfigurations.push({
      Event: event,
      Queue: t.arn(queue),
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: prefix }] } },
    });

export const storageMutants: MutantsByInvariant = {
  'private-buckets': {
    'no block of public access': (t) => t.drop(originals, 'PublicAccessBlockConfiguration'),
    'one of the four blocks is missing': (t) => t.drop(originals, 'PublicAccessBlockConfiguration.RestrictPublicBuckets'),
    'one of the four blocks is off': (t) => t.set(originals, 'PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    'an unknown block': (t) => t.set(originals, 'PublicAccessBlockConfiguration.BlockPublicAcls', t.parameter()),
    'a public ACL': (t) => t.set(originals, 'AccessControl', 'PublicRead'),
    'a website': (t) => t.set(originals, 'WebsiteConfiguration', { IndexDocument: 'index.html' }),
    'a policy for anyone': (t) =>
      t
        .at(policy)
        .Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }),
    'a policy for any AWS account': (t) =>
      t.at(policy).Properties.PolicyDocument.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: ['*'] },
        Action: 's3:GetObject',
        Resource: '*',
      }),
  },
  'tls-only': {
    'a bucket without a policy': (t) => t.remove(policy),
    'a policy that denies nothing': (t) => Object.assign(denial(t), { Effect: 'Allow' }),
    'a policy that denies requests with TLS': (t) =>
      Object.assign(denial(t), { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    'a policy that denies one action': (t) => Object.assign(denial(t), { Action: 's3:GetObject' }),
    'a policy that denies one role': (t) => Object.assign(denial(t), { Principal: { AWS: t.arn('Service/health/Role') } }),
    'a policy for the bucket without its objects': (t) => Object.assign(denial(t), { Resource: t.arn(originals) }),
    'a policy for another bucket': (t) => t.set(policy, 'Bucket', t.ref('Storage/Buckets/Renditions')),
    'a policy with an additional condition': (t) =>
      Object.assign(denial(t).Condition, { StringEquals: { 'aws:PrincipalAccount': '111122223333' } }),
    'an unknown condition': (t) => Object.assign(denial(t), { Condition: { Bool: { 'aws:SecureTransport': t.parameter() } } }),
    'a queue without a policy': (t) => t.remove(`${queue}/Policy`),
    'a queue that denies only sending': (t) => Object.assign(denial(t, `${deadLetters}/Policy`), { Action: 'sqs:SendMessage' }),
    'a topic without a policy': (t) => t.add('Service/Topic', 'AWS::SNS::Topic', {}),
  },
  'point-in-time-recovery': {
    'no setting': (t) => t.drop(table, 'PointInTimeRecoverySpecification'),
    'recovery is off': (t) => t.set(table, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', false),
    'an unknown value': (t) => t.set(table, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', t.parameter()),
    'a global table without the setting in its replica': (t) =>
      t.turn(table, 'AWS::DynamoDB::GlobalTable', ({ PointInTimeRecoverySpecification, ...given }) => ({
        ...given,
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      })),
    'a global table with the setting in one of two replicas': (t) =>
      t.turn(table, 'AWS::DynamoDB::GlobalTable', ({ PointInTimeRecoverySpecification, ...given }) => ({
        ...given,
        Replicas: [{ Region: 'eu-central-1', PointInTimeRecoverySpecification }, { Region: 'eu-west-1' }],
      })),
  },
  'queue-visibility': {
    'the default of half a minute': (t) => t.drop(queue, 'VisibilityTimeout'),
    'a second too short': (t) => t.set(queue, 'VisibilityTimeout', 539),
    'a short timeout as a string': (t) => t.set(queue, 'VisibilityTimeout', '90'),
    'an unknown value': (t) => t.set(queue, 'VisibilityTimeout', t.parameter()),
    'a longer timeout of the function': (t) => t.set('Service/resize-image/Function', 'Timeout', 91),
    'an unknown timeout of the function': (t) => t.set('Service/resize-image/Function', 'Timeout', t.parameter()),
    'a queue that is not in the template': (t) =>
      t.set('Service/UploadTrigger/Mapping', 'EventSourceArn', 'arn:aws:sqs:eu-central-1:111122223333:uploads'),
  },
  'dead-letter-retention': {
    'no dead-letter queue': (t) => t.drop(queue, 'RedrivePolicy'),
    'the default retention of four days': (t) => t.drop(deadLetters, 'MessageRetentionPeriod'),
    'the same retention as the source': (t) => t.set(deadLetters, 'MessageRetentionPeriod', 345600),
    'a longer retention of the source': (t) => t.set(queue, 'MessageRetentionPeriod', 1209600),
    'an unknown value': (t) => t.set(deadLetters, 'MessageRetentionPeriod', t.parameter()),
    'a dead-letter queue that is not in the template': (t) =>
      t.set(queue, 'RedrivePolicy.deadLetterTargetArn', 'arn:aws:sqs:eu-central-1:111122223333:dead'),
    'the queue as its own dead-letter queue': (t) => t.set(queue, 'RedrivePolicy.deadLetterTargetArn', t.arn(queue)),
    'a stream without a dead-letter queue': (t) => t.drop('Service/ChangeTrigger/Mapping', 'DestinationConfig'),
    'dead letters of a stream that expire in a day': (t) =>
      t.set('Service/ChangeTrigger/DeadLetters', 'MessageRetentionPeriod', 86400),
    'dead letters of a rule that expire in an hour': (t) => t.set('Service/Webhook/DeadLetters', 'MessageRetentionPeriod', 3600),
  },
  'encrypted-queues': {
    'encryption is off': (t) => t.set(queue, 'SqsManagedSseEnabled', false),
    'encryption is off, with a string': (t) => t.set(queue, 'SqsManagedSseEnabled', 'false'),
    'an unknown value': (t) => t.set(queue, 'SqsManagedSseEnabled', t.parameter()),
  },
  'notification-key': {
    'an AWS managed key': (t) => t.set(queue, 'KmsMasterKeyId', 'alias/aws/sqs'),
    'an AWS managed key by its ARN': (t) =>
      t.set(queue, 'KmsMasterKeyId', { 'Fn::Sub': `arn:aws:kms:\${AWS::Region}:\${AWS::AccountId}:alias/aws/sqs` }),
    'an unknown key': (t) => t.set(queue, 'KmsMasterKeyId', t.parameter()),
    'a key of the template that S3 may not use': (t) => {
      t.add('Storage/Key', 'AWS::KMS::Key', { KeyPolicy: { Statement: [] } });
      t.set(queue, 'KmsMasterKeyId', t.arn('Storage/Key'));
    },
    'a topic with an AWS managed key': (t) => {
      t.add('Storage/Topic', 'AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' });
      t.set(originals, 'NotificationConfiguration', {
        TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: t.ref('Storage/Topic') }],
      });
    },
  },
  'distinct-notifications': {
    'the same prefix twice': notification('uploads/'),
    'a prefix within the other': notification('uploads/a'),
    'a notification without a prefix': notification(''),
    'a part of the same event': notification('uploads/', 's3:ObjectCreated:Put'),
    'an unknown prefix': (t) => notification(t.parameter())(t),
    'the same prefix in the CDK’s custom resource': (t) =>
      t.add('Storage/Notifications', 'Custom::S3BucketNotifications', {
        BucketName: t.ref(originals),
        NotificationConfiguration: { QueueConfigurations: [{ Events: ['s3:ObjectCreated:*'], QueueArn: t.arn(queue) }] },
      }),
  },
  'no-physical-names': {
    'a bucket': (t) => t.set(originals, 'BucketName', `${shortName}-originals`),
    'a queue with a name': (t) => t.set(queue, 'QueueName', `${stackPrefix}-production-uploads`),
    'a role with a name from an intrinsic function': (t) =>
      t.set('Service/health/Role', 'RoleName', { 'Fn::Sub': `\${AWS::StackName}-health` }),
    'a table': (t) => t.set(table, 'TableName', 'images'),
    'a global table with a name': (t) =>
      t.turn(table, 'AWS::DynamoDB::GlobalTable', (given) => ({ ...given, TableName: 'images' })),
    'a function': (t) => t.set('Service/health/Function', 'FunctionName', t.parameter()),
    'a bus without the name of the stack': (t) => t.set('Service/Events', 'Name', 'images'),
    'a log group without the name of the stack': (t) => t.set('Service/Http/AccessLog', 'LogGroupName', '/aws/vendedlogs/images'),
    'a saved query without the name of the stack': (t) => t.set('Monitoring/Queries/failures', 'Name', 'failures'),
    'a sign-in page without the name of the stack': (t) => t.set('Storage/SignIn/UserPool/Domain', 'Domain', 'images'),
    'a CloudFront function without the name of the stack': (t) => t.set('Web/view', 'Name', 'view'),
    'a CloudFront function without the region in its name': (t) => t.set('Web/view', 'Name', `${stackPrefix}-production-view`),
    'a CloudFront policy without the name of the stack': (t) =>
      t.set('Web/Headers/Policy', 'ResponseHeadersPolicyConfig.Name', 'page'),
    'an access control without the region in its name': (t) =>
      t.set('Web/Access', 'OriginAccessControlConfig.Name', { Ref: 'AWS::StackName' }),
  },
};
