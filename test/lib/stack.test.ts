import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../../cdk.json';
import type { TriggerRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';
import { appName } from '../../lambda/names';
import { deadLettersOutput, functionOutput } from '../../lib/outputs';
import { type SynthOptions, synthStack, synthTemplate } from '../../lib/testing/synth';
import { readable } from '../../lib/testing/template';
import { devDependencies } from '../../package.json';
import { watched } from './constructs/monitoring/watched';

const sandbox = synthStack();
const production = synthStack({ stage: 'production' });
const outputs = Template.fromStack(sandbox).findOutputs('*');

/** Outputs of the triggers that an owner adds. */
const added: readonly string[] = triggers
  .filter(({ name }: TriggerRow) => name !== 'resize-image' && name !== 'image-changed')
  .flatMap((row) => [deadLettersOutput(row), functionOutput(row)]);

it('has outputs for the API and for what a client needs', () => {
  const own = Object.entries(outputs).filter(([name]) => !added.includes(name));
  expect(Object.fromEntries(own.map(([name, { Value }]) => [name, readable(Value)]))).toEqual({
    ApiUrl: '<ServiceHttpApi.ApiEndpoint>',
    PageUrl: 'https://<WebDistribution.DomainName>/', // part: web
    SignInIssuer: '<StorageSignInUserPool.ProviderURL>',
    PageClientId: '<StorageSignInUserPoolPage>', // part: web
    NativeClientId: '<StorageSignInUserPoolNative>',
    UserPoolId: '<StorageSignInUserPool>',
    TableName: '<StorageImagesTable>',
    OriginalsBucketName: '<StorageBucketsOriginals>',
    RenditionsBucketName: '<StorageBucketsRenditions>',
    EventBusName: '<ServiceEvents>',
    ImageChangedArn: '<ServiceimagechangedFunctionAliaslive>',
    UploadQueueUrl: '<StorageUploadsQueue>',
    UploadDeadLettersUrl: '<StorageUploadsDeadLetters>',
    ChangeDeadLettersUrl: '<ServiceChangeTriggerDeadLetters>',
  });
});

it('has termination protection in production, and not in the sandbox', () => {
  expect(production.terminationProtection).toBe(true);
  expect(sandbox.terminationProtection).toBe(false);
});

it('is tagged with the application and the stage', () => {
  expect(production.tags.tagValues()).toEqual({ application: appName, stage: 'production' });
});

it('can be deployed to any account and region', () => {
  expect(sandbox.environment).toBe('aws://unknown-account/unknown-region');
});

it('is validated strictly by npx cdk synth', () => {
  expect(context['@aws-cdk/core:validateAgainstDefaultRules']).toBe(true);
});

it('requires a CDK command line that can read it: 3.0.0 was published by mistake, and is older than 2', () => {
  expect(devDependencies['aws-cdk']).toMatch(/^2\.\d+\.\d+$/);
});

describe('two deployments in one account', () => {
  // Names that are unique within a named parent: a policy in its role, an authorizer in its API, an alias of its function.
  const withinParent = [
    'AWS::IAM::Policy',
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::Stage',
    'AWS::Cognito::UserPoolResourceServer',
    'AWS::Lambda::Alias',
  ];

  function physicalNames(name: string, options: SynthOptions = {}): string[] {
    const { Resources } = synthTemplate({ name, ...options }).toJSON() as {
      Resources: Record<string, { Type: string; Properties?: object }>;
    };
    return Object.values(Resources)
      .filter(({ Type }) => !withinParent.includes(Type))
      .flatMap(({ Type, Properties = {} }) => {
        const [own] = Type.split('::').slice(-1);
        // In some resources, the name is one level deeper.
        const config = Object.entries(Properties).find(([key]) => key === `${own}Config`)?.[1];
        return [...Object.entries(Properties), ...Object.entries(config ?? {})]
          .filter(
            ([key, value]) => ['Name', `${own}Name`, 'Domain'].includes(key) && (typeof value === 'string' || 'Fn::Join' in value),
          )
          .map(([key, value]) => `${Type}.${key} ${readable(value)}`);
      });
  }

  it('have no name in common', () => {
    const ada = physicalNames('App-ada');
    const bob = physicalNames('App-bob');

    expect(ada.filter((name) => bob.includes(name))).toEqual([]);
  });

  it.each<[string, SynthOptions]>([
    ['by default', {}],
    // part: canary
    ['with all features', { stage: 'production', settings: { ...watched, canary: { shift: 'Canary10Percent5Minutes' } } }],
  ])('have only required names, which begin with the stack’s: %s', (_, options) => {
    expect(physicalNames('App-ada', options)).toEqual([
      'AWS::CloudFront::ResponseHeadersPolicy.Name App-ada-<AWS::Region>-page', // part: web
      'AWS::CloudFront::OriginAccessControl.Name App-ada-<AWS::Region>-page', // part: web
      'AWS::CloudFront::Function.Name App-ada-<AWS::Region>-view', // part: web
      'AWS::CloudFront::Function.Name App-ada-<AWS::Region>-api', // part: web
      expect.stringMatching(/^AWS::Cognito::UserPoolDomain\.Domain app-ada-.*AWS::StackId/),
      'AWS::Events::EventBus.Name App-ada',
      'AWS::ApiGatewayV2::Api.Name App-ada',
      'AWS::Logs::LogGroup.LogGroupName /aws/vendedlogs/App-ada',
      // part: monitoring
      ...['slow-endpoints', 'cold-starts', 'failures', 'resizes', 'compute'].map(
        (query) => `AWS::Logs::QueryDefinition.Name App-ada/${query}`,
      ),
    ]);
  });
});
