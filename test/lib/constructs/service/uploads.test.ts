import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, idPrefixOf, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const template = synthTemplate({ settings: { resizerConcurrency: 7 } });
const queue = resourceOf(template, 'AWS::SQS::Queue', 'StorageUploadsQueue');
const deadLetters = resourceOf(template, 'AWS::SQS::Queue', 'StorageUploadsDeadLetters');
const resizer = functionOf(template, 'resize-image');
const policyOf = ({ id }: typeof queue) =>
  resourcesOf(template, 'AWS::SQS::QueuePolicy').find(({ properties }) => properties.Queues[0].Ref === id);

it('receives a message for every object under uploads/', () => {
  expect(resourceOf(template, 'AWS::S3::Bucket', 'StorageBucketsOriginals').properties.NotificationConfiguration).toEqual({
    QueueConfigurations: [
      {
        Event: 's3:ObjectCreated:*',
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
        Queue: { 'Fn::GetAtt': [queue.id, 'Arn'] },
      },
    ],
  });
});

it('lets S3 send to it before the notification is set, from this account only', () => {
  expect(resourceOf(template, 'AWS::S3::Bucket', 'StorageBucketsOriginals').dependsOn).toContain(policyOf(queue)?.id);
  expect(policyOf(queue)?.properties.PolicyDocument.Statement).toContainEqual({
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: { 'Fn::GetAtt': [queue.id, 'Arn'] },
    Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  });
});

it('hides a message for six times the resizer’s timeout', () => {
  expect(queue.properties.VisibilityTimeout).toBe(6 * resizer.properties.Timeout);
});

it('moves a message to the dead-letter queue after five receives, with a longer retention', () => {
  expect(queue.properties.RedrivePolicy).toEqual({
    deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
    maxReceiveCount: 5,
  });
  expect(queue.properties.MessageRetentionPeriod).toBe(4 * 24 * 3600);
  expect(deadLetters.properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
});

it.each([queue, deadLetters])('encrypts $id, and rejects requests without TLS', (closed) => {
  expect(closed.properties.SqsManagedSseEnabled).toBe(true);
  expect(policyOf(closed)?.properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
});

it('invokes the alias of the resizer with one message at a time, with the concurrency of the setting', () => {
  const { properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'ServiceUploadTrigger');

  expect(properties).toMatchObject({
    EventSourceArn: { 'Fn::GetAtt': [queue.id, 'Arn'] },
    BatchSize: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 7 },
  });
  // The function's name, extracted from the alias's ARN, and the alias.
  const alias = { Ref: resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf('resize-image')).id };
  expect(properties.FunctionName).toEqual({
    'Fn::Join': ['', [{ 'Fn::Select': [6, { 'Fn::Split': [':', alias] }] }, ':live']],
  });
});
