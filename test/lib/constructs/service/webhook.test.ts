import { appName } from '../../../../lambda/names';
import { checkedSettings } from '../../../../lib/settings/settings';
import { stages } from '../../../../lib/settings/stages';
import { synthTemplate } from '../../../../lib/testing/synth';
import { readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const webhook = { url: 'https://app.example.com/hooks/images?from=api', secretName: 'images/webhook' };
const template = synthTemplate({ settings: { webhook } });

const rule = resourceOf(template, 'AWS::Events::Rule', 'ServiceWebhook');
const destination = resourceOf(template, 'AWS::Events::ApiDestination');
const connection = resourceOf(template, 'AWS::Events::Connection');
const deadLetters = resourceOf(template, 'AWS::SQS::Queue', 'ServiceWebhookDeadLetters');
const role = resourceOf(template, 'AWS::IAM::Role', 'ServiceWebhook');

it('does not exist by default', () => {
  const without = synthTemplate().toJSON().Resources as Record<string, { Type: string }>;

  expect(Object.keys(without).filter((id) => id.includes('Webhook'))).toEqual([]);
  expect(Object.values(without).filter(({ Type }) => /^AWS::Events::(ApiDestination|Connection)$/.test(Type))).toEqual([]);
});

it('has an output for its dead letters', () => {
  expect(readable(template.findOutputs('*').WebhookDeadLettersUrl?.Value)).toBe('<ServiceWebhookDeadLetters>');
});

it('receives every event of the application from its bus, and no others', () => {
  expect(rule.properties).toMatchObject({
    EventBusName: { Ref: resourceOf(template, 'AWS::Events::EventBus').id },
    EventPattern: { source: [appName], 'detail-type': ['ImageReady', 'ImageFailed', 'ImageDeleted'] },
    State: 'ENABLED',
  });
});

it('sends them by POST to the URL, at a limited rate, for a day', () => {
  expect(destination.properties).toEqual({
    ConnectionArn: { 'Fn::GetAtt': [connection.id, 'Arn'] },
    HttpMethod: 'POST',
    InvocationEndpoint: webhook.url,
    InvocationRateLimitPerSecond: 50,
  });
  expect(rule.properties.Targets).toEqual([
    {
      Id: 'Target0',
      Arn: { 'Fn::GetAtt': [destination.id, 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 24 * 3600 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] } },
    },
  ]);
});

it('refers to the secret without containing it', () => {
  expect(connection.properties).toEqual({
    AuthorizationType: 'API_KEY',
    AuthParameters: {
      ApiKeyAuthParameters: {
        ApiKeyName: 'x-api-key',
        ApiKeyValue: '{{resolve:secretsmanager:images/webhook:SecretString:::}}',
      },
    },
  });
});

it('may only call the URL', () => {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) => properties.Roles[0].Ref === role.id);

  expect(policies.flatMap(({ properties }) => properties.PolicyDocument.Statement)).toEqual([
    { Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: { 'Fn::GetAtt': [destination.id, 'Arn'] } },
  ]);
});

it('keeps undelivered events for two weeks, from this rule only, encrypted and by TLS only', () => {
  const policy = resourcesOf(template, 'AWS::SQS::QueuePolicy').find(
    ({ properties }) => properties.Queues[0].Ref === deadLetters.id,
  );

  expect(deadLetters.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  expect(policy?.properties.PolicyDocument.Statement).toEqual([
    expect.objectContaining({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    expect.objectContaining({
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule.id, 'Arn'] } } },
    }),
  ]);
});

it('has no physical name', () => {
  const named = [rule, destination, connection, deadLetters].flatMap(({ properties }) => [properties.Name, properties.QueueName]);

  expect(named.map((name) => name && readable(name)).filter(Boolean)).toEqual([]);
});

describe('the setting', () => {
  const check = (change: object) => () => checkedSettings({ ...stages.sandbox, webhook: { ...webhook, ...change } });

  it.each([
    'http://app.example.com/hook',
    'app.example.com/hook',
    'https://',
    'https://user:word@app.example.com/hook',
    'https://app.example.com/*',
    'https://app.example.com/#images',
    'https://app.example.com/a hook',
    `https://app.example.com/${'a'.repeat(2048)}`,
    '',
  ])('rejects the URL "%s"', (url) => {
    expect(check({ url })).toThrow(/^Invalid value ".*" for webhook\.url\. Use a complete URL that begins with https:\/\//);
  });

  it.each(['', 'two words', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name', 'näme', 'n'.repeat(513), 'a}}b'])(
    'rejects the secret name "%s"',
    (secretName) => {
      expect(check({ secretName })).toThrow(/^Invalid value for webhook\.secretName: ".*"\. Use the name of a secret/);
    },
  );

  it('accepts a URL with a port and a query', () => {
    expect(check({ url: 'https://app.example.com:8443/hook?key=value' })).not.toThrow();
  });
});
