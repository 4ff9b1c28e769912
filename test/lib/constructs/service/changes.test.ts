import { triggerNamed } from '../../../../lambda/events/triggers';
import { defaultStack } from '../../../../lambda/names';
import { synthTemplate } from '../../../../lib/testing/synth';
import { idPrefixOf, permissionsOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const template = synthTemplate();
const table = resourceOf(template, 'AWS::DynamoDB::Table');
const deadLetters = resourceOf(template, 'AWS::SQS::Queue', 'ServiceChangeTriggerDeadLetters');
const { properties: mapping } = resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'ServiceChangeTrigger');

it('contains the old and the new image of each record', () => {
  expect(table.properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  expect(mapping.EventSourceArn).toEqual({ 'Fn::GetAtt': [table.id, 'StreamArn'] });
});

it('invokes the alias with the changes', () => {
  const alias = { Ref: resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf('image-changed')).id };

  expect(mapping.FunctionName).toEqual({
    'Fn::Join': ['', [{ 'Fn::Select': [6, { 'Fn::Split': [':', alias] }] }, ':live']],
  });
});

it('starts with the oldest change in the stream, and keeps the order of each record', () => {
  expect(mapping).toMatchObject({ StartingPosition: 'TRIM_HORIZON', BatchSize: 10, ParallelizationFactor: 1 });
});

it('filters by the patterns of the row', () => {
  const { Filters } = mapping.FilterCriteria;

  expect(Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual(triggerNamed('image-changed').on.patterns);
});

it('halves a batch that fails, limits the retries of a change, and sends failed changes to the dead-letter queue', () => {
  expect(mapping).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10,
    MaximumRecordAgeInSeconds: 6 * 3600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] } } },
  });
});

it('keeps dead letters for two weeks, encrypted and by TLS only', () => {
  const policy = resourcesOf(template, 'AWS::SQS::QueuePolicy').find(
    ({ properties }) => properties.Queues[0].Ref === deadLetters.id,
  );

  expect(deadLetters.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  expect(policy?.properties.PolicyDocument.Statement).toEqual([
    expect.objectContaining({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ]);
});

it('cannot write to the table whose changes it follows', () => {
  const ofTable = permissionsOf(template, 'image-changed').filter((line) => line.includes('dynamodb:'));

  expect(ofTable).toHaveLength(4);
  expect(ofTable.filter((line) => /dynamodb:(\*|(Batch|Transact)?(Put|Update|Delete|Write)|PartiQL)/.test(line))).toEqual([]);
});

describe('the bus', () => {
  const nameOf = (name?: string) => resourceOf(synthTemplate({ name }), 'AWS::Events::EventBus').properties.Name;

  it('has the name of the stack, so that no deployment receives the events of another', () => {
    expect([nameOf(), nameOf('App-ada')]).toEqual([defaultStack, 'App-ada']);
  });

  it('is the bus that the function publishes on', () => {
    const bus = resourceOf(template, 'AWS::Events::EventBus');
    const { Environment } = resourceOf(template, 'AWS::Lambda::Function', idPrefixOf('image-changed')).properties;

    expect(readable(Environment.Variables.EVENT_BUS)).toBe(readable({ Ref: bus.id }));
  });
});
