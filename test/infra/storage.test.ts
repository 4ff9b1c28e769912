import { synthTemplate } from '../../lib/testing/synth';
import { readable, resourceOf, resourcesOf } from './template';

const sandbox = synthTemplate();
const production = synthTemplate({ stage: 'production' });

// A new id is a new, empty resource, and the old one is deleted or left behind: these lines change on purpose only.
const stateful = {
  StorageBucketsAccessLogs4464B2D8: 'AWS::S3::Bucket',
  StorageBucketsOriginals7ABE51E5: 'AWS::S3::Bucket',
  StorageBucketsRenditions2817EAE7: 'AWS::S3::Bucket',
  StorageImagesTableBA3B6E37: 'AWS::DynamoDB::Table',
  StorageSignInUserPoolA783C284: 'AWS::Cognito::UserPool',
};

const stateOf = (template: typeof sandbox) => [...new Set(Object.values(stateful))].flatMap((type) => resourcesOf(template, type));

it.each([
  ['sandbox', sandbox],
  ['production', production],
])('keeps the logical ids of all that holds state in %s', (_, template) => {
  expect(
    stateOf(template)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(Object.keys(stateful));
});

it('leaves nothing of a sandbox', () => {
  expect(stateOf(sandbox).map(({ deletionPolicy }) => deletionPolicy)).toEqual(Array(5).fill('Delete'));
  expect(resourcesOf(sandbox, 'Custom::S3AutoDeleteObjects')).toHaveLength(3);
  expect(resourceOf(sandbox, 'AWS::DynamoDB::Table').properties.DeletionProtectionEnabled).toBe(false);
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPool').properties.DeletionProtection).toBe('INACTIVE');
});

it('gives what empties the buckets of a sandbox a log that goes with the stack, and no right to make another', () => {
  const log = resourceOf(sandbox, 'AWS::Logs::LogGroup', 'StorageBucketsEmptier');
  const emptier = resourceOf(sandbox, 'AWS::Lambda::Function', 'CustomS3AutoDelete');
  const role = resourceOf(sandbox, 'AWS::IAM::Role', 'CustomS3AutoDelete');

  expect(log).toMatchObject({ deletionPolicy: 'Delete', properties: { RetentionInDays: 7 } });
  expect(emptier.properties.LoggingConfig).toEqual({ LogGroup: { Ref: log.id } });
  expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
  expect(JSON.stringify(role.properties.Policies)).not.toContain('logs:CreateLogGroup');
});

it('keeps the state of production when its stack goes', () => {
  expect(stateOf(production).map(({ deletionPolicy }) => deletionPolicy)).toEqual(Array(5).fill('Retain'));
  expect(resourcesOf(production, 'Custom::S3AutoDeleteObjects')).toEqual([]);
  expect(resourceOf(production, 'AWS::DynamoDB::Table').properties.DeletionProtectionEnabled).toBe(true);
  expect(resourceOf(production, 'AWS::Cognito::UserPool').properties.DeletionProtection).toBe('ACTIVE');
});

describe.each(resourcesOf(sandbox, 'AWS::S3::Bucket'))('the bucket $id', ({ id, properties }) => {
  it('is encrypted, closed to the public, and without ACLs', () => {
    expect(properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('refuses requests without TLS', () => {
    const { PolicyDocument } = resourcesOf(sandbox, 'AWS::S3::BucketPolicy').find((policy) => policy.properties.Bucket.Ref === id)
      ?.properties ?? { PolicyDocument: { Statement: [] } };

    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});

it('keeps the versions of originals apart, the older ones for a day', () => {
  expect(resourceOf(sandbox, 'AWS::S3::Bucket', 'StorageBucketsOriginals').properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    },
  });
});

it('logs who reached the buckets', () => {
  const destinations = resourcesOf(sandbox, 'AWS::S3::Bucket').map(({ properties }) => properties.LoggingConfiguration);

  expect(destinations.filter(Boolean).map(({ DestinationBucketName }) => readable(DestinationBucketName))).toEqual([
    '<StorageBucketsAccessLogs>',
    '<StorageBucketsAccessLogs>',
  ]);
});

it('stores records by owner and id, on demand, streamed, restorable, and expiring', () => {
  expect(resourceOf(sandbox, 'AWS::DynamoDB::Table').properties).toMatchObject({
    KeySchema: [
      { AttributeName: 'owner', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

it('finds pending records by a sparse index that holds keys only', () => {
  const { AttributeDefinitions, GlobalSecondaryIndexes } = resourceOf(sandbox, 'AWS::DynamoDB::Table').properties;

  expect(GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'ByPending',
      KeySchema: [
        { AttributeName: 'pendingShard', KeyType: 'HASH' },
        { AttributeName: 'pendingSince', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
  expect(AttributeDefinitions).toEqual(
    expect.arrayContaining([
      { AttributeName: 'pendingShard', AttributeType: 'N' },
      { AttributeName: 'pendingSince', AttributeType: 'S' },
    ]),
  );
});

it('lets in only users who were invited, by e-mail and a strong password, with a second factor if they like', () => {
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPool').properties).toMatchObject({
    UsernameAttributes: ['email'],
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
  });
});

it('has a client that needs no secret and tells nobody who is a user', () => {
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolClient').properties).toMatchObject({
    GenerateSecret: false,
    ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AllowedOAuthFlowsUserPoolClient: false,
    PreventUserExistenceErrors: 'ENABLED',
    AccessTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
  });
});
