import { stackPrefix } from '../../../lambda/names';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const objects = (draft: Draft, bucket: string) => ({ 'Fn::Join': ['', [draft.arn(`Storage/Buckets/${bucket}`), '/*']] });
const policy = (name: string) => `Service/${name}/Role/DefaultPolicy`;

/** The CDK's function that empties buckets before they are deleted. */
const emptier = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/** The statement that lets Lambda assume the role of a function. */
const trusting = (draft: Draft) => draft.at('Service/health/Role').Properties.AssumeRolePolicyDocument.Statement[0];

/** The statement that lets S3 send to the queue of uploads. */
const sending = (draft: Draft) => draft.at('Storage/Uploads/Queue/Policy').Properties.PolicyDocument.Statement[1];

export const permissionMutants: MutantsByInvariant = {
  'no-recursion': {
    'the resizer may write originals': (t) => t.allow('resize-image', 's3:PutObject', objects(t, 'Originals')),
    'the resizer has all permissions on all buckets': (t) => t.allow('resize-image', 's3:*', '*'),
    'the resizer may do everything except delete': (t) =>
      t
        .at(policy('resize-image'))
        .Properties.PolicyDocument.Statement.push({ Effect: 'Allow', NotAction: 's3:Delete*', Resource: '*' }),
    'the resizer has an AWS managed policy': (t) =>
      t.set('Service/resize-image/Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AmazonS3FullAccess']),
    'the resizer may write originals, by an inline policy of its role': (t) =>
      t.set('Service/resize-image/Role', 'Policies', [
        {
          PolicyName: 'More',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:Put*', Resource: objects(t, 'Originals') }] },
        },
      ]),
    'the policy of the bucket lets the resizer write': (t) =>
      t.at('Storage/Buckets/Originals/Policy').Properties.PolicyDocument.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: t.arn('Service/resize-image/Role') },
        Action: 's3:PutObject',
        Resource: objects(t, 'Originals'),
      }),
    'the resizer has a role that is not in the template': (t) => t.set('Service/resize-image/Function', 'Role', t.parameter()),
    'the renditions notify the same queue': (t) =>
      t.set(
        'Storage/Buckets/Renditions',
        'NotificationConfiguration',
        t.at('Storage/Buckets/Originals').Properties.NotificationConfiguration,
      ),
    'the originals invoke the resizer through the CDK’s custom resource, and it may write to the bucket of a parameter': (t) => {
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
    'the originals notify the default bus, which invokes a function that writes to them': (t) => {
      t.set('Storage/Buckets/Originals', 'NotificationConfiguration', { EventBridgeConfiguration: { EventBridgeEnabled: true } });
      t.add('Service/Uploaded', 'AWS::Events::Rule', {
        EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
        Targets: [{ Id: 'Target0', Arn: t.ref('Service/sweep-uploads/Function/Aliaslive') }],
      });
      t.allow('sweep-uploads', 's3:PutObject', objects(t, 'Originals'));
    },
    'the originals notify a queue that is not in the template': (t) =>
      t.set('Storage/Buckets/Originals', 'NotificationConfiguration.QueueConfigurations', [
        { Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:eu-central-1:111122223333:uploads' },
      ]),
    'the function behind the stream may write to the table': (t) =>
      t.allow('image-changed', 'dynamodb:UpdateItem', t.arn('Storage/Images/Table')),
    'the function behind the stream may write to a global table': (t) => {
      t.turn('Storage/Images/Table', 'AWS::DynamoDB::GlobalTable', (given) => given);
      t.allow('image-changed', 'dynamodb:*', t.arn('Storage/Images/Table'));
    },
    'the resizer may send to its own queue': (t) => t.allow('resize-image', 'sqs:SendMessage', t.arn('Storage/Uploads/Queue')),
  },
  'exact-permissions': {
    'a function has no policy': (t) => t.remove(policy('get-image')),
    'a function has an additional permission': (t) => t.allow('get-image', 'dynamodb:Scan', t.arn('Storage/Images/Table')),
    'an action is a wildcard': (t) => t.allow('health', 'dynamodb:*', t.arn('Storage/Images/Table')),
    'an action has another spelling': (t) => t.allow('list-images', ['DynamoDB:PutItem'], t.arn('Storage/Images/Table')),
    'a resource is another bucket': (t) => {
      const [statement] = t
        .at(policy('list-images'))
        .Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string }) => Action === 's3:GetObject');
      statement.Resource = objects(t, 'Originals');
    },
    'a resource is a parameter': (t) => t.allow('health', 's3:GetObject', t.parameter()),
    'a condition is missing': (t) => {
      for (const statement of t.at(policy('create-image')).Properties.PolicyDocument.Statement) delete statement.Condition;
    },
    'a second policy is attached to the role': (t) =>
      t.add('Service/More', 'AWS::IAM::Policy', {
        PolicyName: 'More',
        Roles: [t.ref('Service/health/Role')],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
      }),
    'a managed policy of the template is attached to the role': (t) =>
      t.add('Service/More', 'AWS::IAM::ManagedPolicy', {
        Roles: [t.ref('Service/health/Role')],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
      }),
    'an AWS managed policy is attached': (t) =>
      t.set('Service/health/Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']),
    'the role belongs to another function': (t) => t.set('Service/health/Function', 'Role', t.arn('Service/resize-image/Role')),
    'the role is a parameter': (t) => t.set('Service/health/Function', 'Role', t.parameter()),
  },
  'known-functions': {
    'another function of the CDK': (t) =>
      t.add('BucketNotificationsHandler050a0587b7544547bf325f094a3db834', 'AWS::Lambda::Function', {
        ...t.at('Service/health/Function').Properties,
        Runtime: 'python3.13',
      }),
    'a function of another type': (t) => {
      t.turn('Service/health/Function', 'AWS::Serverless::Function', (given) => given);
      t.at('Service/health/Function').Metadata['aws:cdk:path'] = `${stackPrefix}-production/Service/ping/Function/Resource`;
    },
    'an unknown function': (t) => {
      delete t.at('Service/health/Function').Metadata;
    },
  },
  'recorded-policies': {
    'the function that copies the page has all permissions on its bucket': (t) => {
      const statements = t.at('Web/Page/Role/DefaultPolicy').Properties.PolicyDocument.Statement;
      statements[2].Action = 's3:*';
    },
    'the function that copies the page may read every bucket': (t) => {
      const statements = t.at('Web/Page/Role/DefaultPolicy').Properties.PolicyDocument.Statement;
      statements[1].Resource = '*';
    },
    'the function that copies the page has no policy': (t) => t.remove('Web/Page/Role/DefaultPolicy'),
    'the function that empties buckets has an additional permission': (t) =>
      t.at(`${emptier}/Role`).Properties.Policies[0].PolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 's3:DeleteObject*',
        Resource: '*',
      }),
    'the function that empties buckets has the AWS managed policy': (t) =>
      t.set(`${emptier}/Role`, 'ManagedPolicyArns', [
        { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` },
      ]),
    'the function that empties buckets has all permissions, by the policy of a bucket': (t) => {
      const statements = t.at('Web/Files/Policy').Properties.PolicyDocument.Statement;
      statements[1].Action = 's3:*';
    },
    'the function that empties buckets may empty a retained bucket': (t) =>
      t.at('Storage/Buckets/Originals/Policy').Properties.PolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 's3:DeleteObject*',
        Resource: objects(t, 'Originals'),
        Principal: { AWS: t.arn(`${emptier}/Role`) },
      }),
    'the schedule may invoke every function': (t) => {
      const [statement] = t.at('Service/SweepSchedule/Caller/DefaultPolicy').Properties.PolicyDocument.Statement;
      statement.Resource = '*';
    },
    'schedules of every account may assume the role of the schedule': (t) => {
      const [statement] = t.at('Service/SweepSchedule/Caller').Properties.AssumeRolePolicyDocument.Statement;
      delete statement.Condition;
    },
    'a release may change every alias': (t) => {
      const [policy] = t.at('Monitoring/Canary/health-role').Properties.Policies;
      policy.PolicyDocument.Statement[0].Resource = '*';
    },
    'the queue allows S3 all actions': (t) => Object.assign(sending(t), { Action: 'sqs:*' }),
    'access logs from anywhere in the account': (t) => {
      delete t.at('Storage/Buckets/AccessLogs/Policy').Properties.PolicyDocument.Statement[1].Condition.ArnLike;
    },
    'every API may invoke a function': (t) => t.drop('Service/Http/Api/GET--health/health-Permission', 'SourceArn'),
    'a role that is not recorded': (t) =>
      t.add('LogRetention/ServiceRole', 'AWS::IAM::Role', {
        AssumeRolePolicyDocument: t.at('Service/health/Role').Properties.AssumeRolePolicyDocument,
      }),
  },
  'assumed-by-services': {
    'no one may assume the role': (t) => t.drop('Service/health/Role', 'AssumeRolePolicyDocument'),
    'nothing is allowed': (t) => t.set('Service/health/Role', 'AssumeRolePolicyDocument.Statement', []),
    'assuming the role is denied': (t) => Object.assign(trusting(t), { Effect: 'Deny' }),
    'anyone may assume the role': (t) => Object.assign(trusting(t), { Principal: '*' }),
    'another account may assume the role': (t) => Object.assign(trusting(t).Principal, { AWS: 'arn:aws:iam::111122223333:root' }),
    'an unknown principal may assume the role': (t) => Object.assign(trusting(t), { Principal: { Service: t.parameter() } }),
    'an identity provider may assume the role': (t) =>
      Object.assign(trusting(t), { Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'accounts.google.com' } }),
    'a second statement lets a user assume the role': (t) =>
      t.at('Service/health/Role').Properties.AssumeRolePolicyDocument.Statement.push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:user/ada` } },
      }),
  },
  'no-confused-deputy': {
    'the queue accepts messages of every bucket': (t) => {
      delete sending(t).Condition;
    },
    'the queue accepts messages of another account': (t) =>
      Object.assign(sending(t), { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    'the queue accepts messages of an unknown account': (t) =>
      Object.assign(sending(t), { Condition: { StringEquals: { 'aws:SourceAccount': t.parameter() } } }),
    'the queue accepts messages without a source': (t) =>
      Object.assign(sending(t), { Condition: { StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
    'the queue accepts messages of every account except this one': (t) =>
      Object.assign(sending(t), { Condition: { StringNotEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
    'the queue accepts messages of a bucket that is not in the template': (t) =>
      Object.assign(sending(t), { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } } }),
    'the topic accepts alarms of every account': (t) => {
      delete t.at('Monitoring/Told/Topic/Policy').Properties.PolicyDocument.Statement[1].Condition;
    },
    'a bucket accepts access logs of every account': (t) => {
      delete t.at('Storage/Buckets/AccessLogs/Policy').Properties.PolicyDocument.Statement[1].Condition;
    },
  },
};
