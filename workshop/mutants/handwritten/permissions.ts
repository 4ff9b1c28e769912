import { stackPrefix } from '../../../lambda/names';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const objects = (draft: Draft, bucket: string) => ({ 'Fn::Join': ['', [draft.arn(`Storage/Buckets/${bucket}`), '/*']] });
const policy = (name: string) => `Service/${name}/Role/DefaultPolicy`;

/** The CDK's function that empties buckets before they are deleted. */
const emptier = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/** The statement that lends the role of a function. */
const lending = (draft: Draft) => draft.at('Service/health/Role').Properties.AssumeRolePolicyDocument.Statement[0];

/** The statement that lets S3 send to the queue of uploads. */
const sending = (draft: Draft) => draft.at('Storage/Uploads/Queue/Policy').Properties.PolicyDocument.Statement[1];

export const permissionMutants: MutantsByInvariant = {
  'no-recursion': {
    'the resizer may write originals': (t) => t.allow('resize-image', 's3:PutObject', objects(t, 'Originals')),
    'the resizer may do everything with every bucket': (t) => t.allow('resize-image', 's3:*', '*'),
    'the resizer may do all but delete': (t) =>
      t
        .at(policy('resize-image'))
        .Properties.PolicyDocument.Statement.push({ Effect: 'Allow', NotAction: 's3:Delete*', Resource: '*' }),
    'the resizer holds a policy of AWS': (t) =>
      t.set('Service/resize-image/Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AmazonS3FullAccess']),
    'the resizer may write originals by its role itself': (t) =>
      t.set('Service/resize-image/Role', 'Policies', [
        {
          PolicyName: 'More',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:Put*', Resource: objects(t, 'Originals') }] },
        },
      ]),
    'the bucket itself lets the resizer write': (t) =>
      t.at('Storage/Buckets/Originals/Policy').Properties.PolicyDocument.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: t.arn('Service/resize-image/Role') },
        Action: 's3:PutObject',
        Resource: objects(t, 'Originals'),
      }),
    'the resizer runs under a role from elsewhere': (t) => t.set('Service/resize-image/Function', 'Role', t.parameter()),
    'the renditions tell the same queue': (t) =>
      t.set(
        'Storage/Buckets/Renditions',
        'NotificationConfiguration',
        t.at('Storage/Buckets/Originals').Properties.NotificationConfiguration,
      ),
    'the originals call the resizer by the CDK’s custom resource, and it may write a parameter’s bucket': (t) => {
      t.drop('Storage/Buckets/Originals', 'NotificationConfiguration');
      t.add('Storage/Buckets/Originals/Notifications', 'Custom::S3BucketNotifications', {
        BucketName: t.ref('Storage/Buckets/Originals'),
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            { Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: t.ref('Service/resize-image/Function/Aliaslive') },
          ],
        },
      });
      t.allow('resize-image', 's3:PutObject', { 'Fn::Sub': [`arn:aws:s3:::\${name}/*`, { name: t.parameter() }] });
    },
    'the originals tell the account’s bus, which calls a function that writes them': (t) => {
      t.set('Storage/Buckets/Originals', 'NotificationConfiguration', { EventBridgeConfiguration: { EventBridgeEnabled: true } });
      t.add('Service/Uploaded', 'AWS::Events::Rule', {
        EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
        Targets: [{ Id: 'Target0', Arn: t.ref('Service/sweep-uploads/Function/Aliaslive') }],
      });
      t.allow('sweep-uploads', 's3:PutObject', objects(t, 'Originals'));
    },
    'the originals tell a queue from elsewhere': (t) =>
      t.set('Storage/Buckets/Originals', 'NotificationConfiguration.QueueConfigurations', [
        { Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:eu-central-1:111122223333:uploads' },
      ]),
    'what follows the table may write it': (t) => t.allow('image-changed', 'dynamodb:UpdateItem', t.arn('Storage/Images/Table')),
    'what follows a global table may write it': (t) => {
      t.turn('Storage/Images/Table', 'AWS::DynamoDB::GlobalTable', (given) => given);
      t.allow('image-changed', 'dynamodb:*', t.arn('Storage/Images/Table'));
    },
    'the resizer may send to its own queue': (t) => t.allow('resize-image', 'sqs:SendMessage', t.arn('Storage/Uploads/Queue')),
  },
  'exact-permissions': {
    'a function has lost its policy': (t) => t.remove(policy('get-image')),
    'a function may do one thing more': (t) => t.allow('get-image', 'dynamodb:Scan', t.arn('Storage/Images/Table')),
    'an action is a wildcard': (t) => t.allow('health', 'dynamodb:*', t.arn('Storage/Images/Table')),
    'an action is written otherwise': (t) => t.allow('list-images', ['DynamoDB:PutItem'], t.arn('Storage/Images/Table')),
    'a resource is another bucket': (t) => {
      const [statement] = t
        .at(policy('list-images'))
        .Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string }) => Action === 's3:GetObject');
      statement.Resource = objects(t, 'Originals');
    },
    'a resource is a parameter': (t) => t.allow('health', 's3:GetObject', t.parameter()),
    'a condition is gone': (t) => {
      for (const statement of t.at(policy('create-image')).Properties.PolicyDocument.Statement) delete statement.Condition;
    },
    'a second policy names the role': (t) =>
      t.add('Service/More', 'AWS::IAM::Policy', {
        PolicyName: 'More',
        Roles: [t.ref('Service/health/Role')],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
      }),
    'a managed policy of the template names the role': (t) =>
      t.add('Service/More', 'AWS::IAM::ManagedPolicy', {
        Roles: [t.ref('Service/health/Role')],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
      }),
    'a policy of AWS is attached': (t) =>
      t.set('Service/health/Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']),
    'the role is another function’s': (t) => t.set('Service/health/Function', 'Role', t.arn('Service/resize-image/Role')),
    'the role is a parameter': (t) => t.set('Service/health/Function', 'Role', t.parameter()),
  },
  'known-functions': {
    'a function that the CDK brings': (t) =>
      t.add('BucketNotificationsHandler050a0587b7544547bf325f094a3db834', 'AWS::Lambda::Function', {
        ...t.at('Service/health/Function').Properties,
        Runtime: 'python3.13',
      }),
    'a function of another type': (t) => {
      t.turn('Service/health/Function', 'AWS::Serverless::Function', (given) => given);
      t.at('Service/health/Function').Metadata['aws:cdk:path'] = `${stackPrefix}-production/Service/ping/Function/Resource`;
    },
    'a function that nothing is known of': (t) => {
      delete t.at('Service/health/Function').Metadata;
    },
  },
  'recorded-policies': {
    'the copier of the page may do everything with its bucket': (t) => {
      const statements = t.at('Web/Page/Role/DefaultPolicy').Properties.PolicyDocument.Statement;
      statements[2].Action = 's3:*';
    },
    'the copier of the page may read every bucket': (t) => {
      const statements = t.at('Web/Page/Role/DefaultPolicy').Properties.PolicyDocument.Statement;
      statements[1].Resource = '*';
    },
    'the copier of the page has lost its policy': (t) => t.remove('Web/Page/Role/DefaultPolicy'),
    'the emptier of buckets may do one thing more': (t) =>
      t.at(`${emptier}/Role`).Properties.Policies[0].PolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 's3:DeleteObject*',
        Resource: '*',
      }),
    'the emptier of buckets holds the policy that AWS manages': (t) =>
      t.set(`${emptier}/Role`, 'ManagedPolicyArns', [
        { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` },
      ]),
    'the emptier of buckets may do everything, by the policy of a bucket': (t) => {
      const statements = t.at('Web/Files/Policy').Properties.PolicyDocument.Statement;
      statements[1].Action = 's3:*';
    },
    'the emptier of buckets may empty a bucket that is kept': (t) =>
      t.at('Storage/Buckets/Originals/Policy').Properties.PolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 's3:DeleteObject*',
        Resource: objects(t, 'Originals'),
        Principal: { AWS: t.arn(`${emptier}/Role`) },
      }),
    'the schedule may call every function': (t) => {
      const [statement] = t.at('Service/SweepSchedule/Caller/DefaultPolicy').Properties.PolicyDocument.Statement;
      statement.Resource = '*';
    },
    'the schedule’s role is lent to every account’s schedules': (t) => {
      const [statement] = t.at('Service/SweepSchedule/Caller').Properties.AssumeRolePolicyDocument.Statement;
      delete statement.Condition;
    },
    'a release may move every alias': (t) => {
      const [policy] = t.at('Monitoring/Canary/health-role').Properties.Policies;
      policy.PolicyDocument.Statement[0].Resource = '*';
    },
    'the queue takes all actions from S3': (t) => Object.assign(sending(t), { Action: 'sqs:*' }),
    'access logs from anywhere in the account': (t) => {
      delete t.at('Storage/Buckets/AccessLogs/Policy').Properties.PolicyDocument.Statement[1].Condition.ArnLike;
    },
    'every API may call a function': (t) => t.drop('Service/Http/Api/GET--health/health-Permission', 'SourceArn'),
    'a role that nothing is recorded of': (t) =>
      t.add('LogRetention/ServiceRole', 'AWS::IAM::Role', {
        AssumeRolePolicyDocument: t.at('Service/health/Role').Properties.AssumeRolePolicyDocument,
      }),
  },
  'lent-to-services': {
    'no one may assume the role': (t) => t.drop('Service/health/Role', 'AssumeRolePolicyDocument'),
    'nothing is allowed': (t) => t.set('Service/health/Role', 'AssumeRolePolicyDocument.Statement', []),
    'it is forbidden': (t) => Object.assign(lending(t), { Effect: 'Deny' }),
    'anyone may take it': (t) => Object.assign(lending(t), { Principal: '*' }),
    'another account may take it': (t) => Object.assign(lending(t).Principal, { AWS: 'arn:aws:iam::111122223333:root' }),
    'an unknown principal may assume it': (t) => Object.assign(lending(t), { Principal: { Service: t.parameter() } }),
    'a provider of identities may take it': (t) =>
      Object.assign(lending(t), { Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'accounts.google.com' } }),
    'a second statement lends it to a user': (t) =>
      t.at('Service/health/Role').Properties.AssumeRolePolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:user/ada` } },
      }),
  },
  'sent-from-here': {
    'the queue takes every bucket’s messages': (t) => {
      delete sending(t).Condition;
    },
    'the queue takes another account’s': (t) =>
      Object.assign(sending(t), { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    'the queue accepts an unknown account': (t) =>
      Object.assign(sending(t), { Condition: { StringEquals: { 'aws:SourceAccount': t.parameter() } } }),
    'the queue takes what says nothing of its source': (t) =>
      Object.assign(sending(t), { Condition: { StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
    'the queue takes all but this account’s': (t) =>
      Object.assign(sending(t), { Condition: { StringNotEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
    'the queue takes those of a bucket elsewhere': (t) =>
      Object.assign(sending(t), { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } } }),
    'the topic takes anyone’s alarms': (t) => {
      delete t.at('Monitoring/Told/Topic/Policy').Properties.PolicyDocument.Statement[1].Condition;
    },
    'a bucket takes anyone’s access logs': (t) => {
      delete t.at('Storage/Buckets/AccessLogs/Policy').Properties.PolicyDocument.Statement[1].Condition;
    },
  },
};
